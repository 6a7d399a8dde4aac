// Two pictures of one size over each other, with a divider, blinking and zoom. Part of the studio and of reports.

const BLINK_MILLIS = 700;
const PERCENT = 100;
const ZOOMS = [["Fit", 0], ["1:1", 1], ["2:1", 2], ["4:1", 4], ["8:1", 8]];

const PARTS = `
  <div class="frame">
    <div class="stage" tabindex="0" role="group" aria-label="The picture; arrow keys scroll it when it is enlarged">
      <div class="canvas"><img class="under" alt=""><img class="over" alt=""></div>
    </div>
    <div class="divider"><span></span></div>
    <span class="tag tag-left"></span><span class="tag tag-right"></span>
  </div>
  <div class="viewer-bar">
    <label class="split">Divider <input type="range" min="0" max="100" step="0.5" value="50"></label>
    <button type="button" class="blink" aria-pressed="false" title="Shows the two pictures in turn (key B)">Blink</button>
    <span class="zoom" role="group" aria-label="Zoom">
      ${ZOOMS.map(([name, zoom]) =>
    `<button type="button" data-zoom="${zoom}" aria-pressed="${zoom === 0}">${name}</button>`).join("")}
    </span>
  </div>`;

export class Viewer {
  #root;
  #stage;
  #canvas;
  #over;
  #under;
  #divider;
  #range;
  #blinkButton;
  #width = 1;
  #height = 1;
  #zoom = 0;
  #split = 50;
  #blinking = 0;
  #blinkLeft = false;

  /** @param root an element, before whose content the viewer's parts come */
  constructor(root) {
    root.insertAdjacentHTML("afterbegin", PARTS);
    this.#root = root;
    this.#stage = root.querySelector(".stage");
    this.#canvas = root.querySelector(".canvas");
    this.#over = root.querySelector(".over");
    this.#under = root.querySelector(".under");
    this.#divider = root.querySelector(".divider");
    this.#range = root.querySelector(".split input");
    this.#blinkButton = root.querySelector(".blink");
    this.#range.addEventListener("input", () => this.#moveTo(Number(this.#range.value)));
    this.#blinkButton.addEventListener("click", () => this.#blink(!this.#blinking));
    root.querySelectorAll("[data-zoom]").forEach(button =>
      button.addEventListener("click", () => this.zoom(Number(button.dataset.zoom))));
    this.#stage.addEventListener("scroll", () => this.#draw());
    root.addEventListener("keydown", event => {
      if (event.key.toLowerCase() === "b" && !event.ctrlKey && !event.metaKey && !event.altKey) {
        this.#blink(!this.#blinking);
      }
    });
    this.#dragging(this.#divider, () => true);
    this.#dragging(this.#stage, () => this.#zoom === 0);
    new ResizeObserver(() => this.#layout()).observe(this.#stage.parentElement);
  }

  /** Says how large the pictures are, in pixels. */
  size(width, height) {
    if (width !== this.#width || height !== this.#height) {
      this.#width = width;
      this.#height = height;
      this.#layout();
    }
  }

  /** Shows a picture at the left of the divider. */
  left(url, label) {
    this.#show(this.#over, ".tag-left", url, label);
  }

  /** Shows a picture at the right of the divider. */
  right(url, label) {
    this.#show(this.#under, ".tag-right", url, label);
  }

  #show(image, tag, url, label) {
    image.src = url;
    image.alt = label;
    this.#root.querySelector(tag).textContent = label;
  }

  /** @param zoom screen pixels for a pixel of the picture, 0 for what fits */
  zoom(zoom) {
    const stage = this.#stage;
    const x = (stage.scrollLeft + stage.clientWidth / 2) / this.#canvas.offsetWidth;
    const y = (stage.scrollTop + stage.clientHeight / 2) / this.#canvas.offsetHeight;
    this.#zoom = zoom;
    this.#root.querySelectorAll("[data-zoom]").forEach(button =>
      button.setAttribute("aria-pressed", String(Number(button.dataset.zoom) === zoom)));
    this.#layout();
    stage.scrollLeft = x * this.#canvas.offsetWidth - stage.clientWidth / 2;
    stage.scrollTop = y * this.#canvas.offsetHeight - stage.clientHeight / 2;
    this.#draw();
  }

  #layout() {
    const most = parseFloat(getComputedStyle(this.#stage).maxHeight) || window.innerHeight;
    const fit = Math.min(this.#stage.parentElement.clientWidth / this.#width, most / this.#height);
    const scale = this.#zoom || Math.min(fit, Math.max(1, Math.min(fit, 4)));
    this.#canvas.style.width = Math.floor(this.#width * scale) + "px";
    this.#canvas.style.height = Math.floor(this.#height * scale) + "px";
    this.#root.classList.toggle("pixels", this.#zoom >= 2);
    this.#draw();
  }

  #moveTo(split) {
    this.#blink(false);
    this.#split = Math.max(0, Math.min(PERCENT, split));
    this.#range.value = this.#split;
    this.#draw();
  }

  /** The divider stays where it is in the window; what is left of it in the picture depends on how far that is scrolled. */
  #draw() {
    const split = this.#blinking ? (this.#blinkLeft ? PERCENT : 0) : this.#split;
    const frame = this.#stage.getBoundingClientRect();
    const canvas = this.#canvas.getBoundingClientRect();
    const from = Math.max(frame.left, canvas.left);
    const to = Math.min(frame.left + this.#stage.clientWidth, canvas.right);
    const x = from + (to - from) * split / PERCENT;
    const hidden = Math.max(0, canvas.right - x).toFixed(2);
    this.#over.style.clipPath = `inset(0 ${hidden}px 0 0)`;
    this.#divider.style.left = x - frame.left + "px";
    this.#divider.hidden = Boolean(this.#blinking);
    this.#root.querySelector(".tag-left").style.opacity = this.#blinking && !this.#blinkLeft ? 0 : 1;
    this.#root.querySelector(".tag-right").style.opacity = this.#blinking && this.#blinkLeft ? 0 : 1;
  }

  #blink(on) {
    clearInterval(this.#blinking);
    this.#blinking = 0;
    if (on) {
      this.#blinkLeft = true;
      this.#blinking = setInterval(() => {
        this.#blinkLeft = !this.#blinkLeft;
        this.#draw();
      }, BLINK_MILLIS);
    }
    this.#blinkButton.setAttribute("aria-pressed", String(on));
    this.#draw();
  }

  #dragging(element, allowed) {
    const follow = event => {
      const canvas = this.#canvas.getBoundingClientRect();
      const frame = this.#stage.getBoundingClientRect();
      const from = Math.max(frame.left, canvas.left);
      const to = Math.min(frame.left + this.#stage.clientWidth, canvas.right);
      this.#moveTo((event.clientX - from) / (to - from) * PERCENT);
    };
    element.addEventListener("pointerdown", event => {
      if (event.button === 0 && allowed()) {
        element.setPointerCapture(event.pointerId);
        follow(event);
      }
    });
    element.addEventListener("pointermove", event => {
      if (element.hasPointerCapture(event.pointerId)) {
        follow(event);
      }
    });
  }
}
