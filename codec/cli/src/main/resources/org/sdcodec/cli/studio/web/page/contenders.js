// The table of codecs, and which two of their pictures the viewer shows.

import { blob } from "./api.js";

const METRICS = [["psnr", 2, " dB"], ["ms_ssim", 4, ""], ["ssimulacra2", 1, ""]];

export class Contenders {
  #viewer;
  #body = document.querySelector("#contenders tbody");
  #result = null;
  #rows = [];
  #left = { id: "original", map: false };
  #right = { id: "sdcodec", map: false };
  #urls = new Map();

  constructor(viewer) {
    this.#viewer = viewer;
  }

  /** Shows a new result, and keeps what is at the left and right where the new one has that too. */
  async start(result) {
    const old = this.#urls;
    this.#urls = new Map();
    this.#result = result;
    this.#rows = [...result.contenders];
    if (this.#left.id !== "original") {
      this.#left = { id: "sdcodec", map: false };
    }
    if (!this.#rows.some(row => row.id === this.#right.id)) {
      this.#right = { id: "sdcodec", map: false };
    }
    this.#draw();
    await this.#showBoth();
    old.forEach(url => URL.revokeObjectURL(url));
  }

  /** Adds what another codec makes of it. */
  add(contender) {
    this.#rows = this.#rows.filter(row => row.id !== contender.id).concat(contender);
    this.#draw();
  }

  /** The decoded picture of sdcodec, as a file. */
  async picture() {
    return blob(`results/${this.#result.id}/sdcodec.png`);
  }

  async #url(choice) {
    const name = choice.id + (choice.map ? ".map.png" : ".png");
    const key = this.#result.id + "/" + name;
    const urls = this.#urls;
    if (!urls.has(key)) {
      urls.set(key, URL.createObjectURL(await blob("results/" + key)));
    }
    return urls.get(key);
  }

  async #showBoth() {
    const result = this.#result;
    const [left, right] = await Promise.all([this.#url(this.#left), this.#url(this.#right)]);
    if (result === this.#result) {
      this.#viewer.size(result.width, result.height);
      this.#viewer.left(left, this.#label(this.#left));
      this.#viewer.right(right, this.#label(this.#right));
    }
  }

  #label(choice) {
    const row = this.#rows.find(each => each.id === choice.id);
    const name = row ? `${row.name}, ${row.bytes.toLocaleString("en")} bytes` : "original";
    return choice.map ? "errors: " + name : name;
  }

  async #choose(side, id, map) {
    if (side === "left") {
      this.#left = { id, map };
    } else {
      this.#right = { id, map };
    }
    this.#draw();
    await this.#showBoth();
  }

  #draw() {
    const best = Object.fromEntries(METRICS.map(([key]) =>
      [key, Math.max(...this.#rows.filter(row => row.fits).map(row => row[key] ?? -Infinity))]));
    this.#body.replaceChildren(
      this.#row({ id: "original", name: "original", encoder: "" }, best), ...this.#rows.map(row => this.#row(row, best)));
    document.getElementById("scale-note").hidden = !this.#right.map;
  }

  #row(row, best) {
    const line = document.createElement("tr");
    const name = document.createElement("td");
    name.append(row.name);
    if (row.encoder) {
      const encoder = document.createElement("small");
      encoder.textContent = row.encoder;
      name.append(encoder);
    }
    const bytes = document.createElement("td");
    bytes.textContent = row.bytes === undefined ? "" : row.bytes.toLocaleString("en");
    if (row.fits === false) {
      bytes.className = "over-size";
      const note = document.createElement("small");
      note.textContent = "cannot be smaller";
      bytes.append(note);
    }
    line.append(name, bytes);
    for (const [key, digits, unit] of METRICS) {
      const cell = document.createElement("td");
      cell.textContent = row.bytes === undefined ? "" : this.#number(row, key, digits, unit);
      cell.className = row.fits && row[key] === best[key] && this.#rows.length > 1 ? "best" : "";
      line.append(cell);
    }
    line.append(this.#button("left", row, false), this.#button("right", row, false));
    line.append(row.bytes === undefined ? document.createElement("td") : this.#button("right", row, true));
    return line;
  }

  #number(row, key, digits, unit) {
    if (row[key] === null) {
      return key === "psnr" ? "equal" : "–";
    }
    return row[key].toFixed(digits).replace("-", "−") + unit;
  }

  #button(side, row, map) {
    const chosen = side === "left" ? this.#left : this.#right;
    const cell = document.createElement("td");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "show";
    button.setAttribute("aria-pressed", String(chosen.id === row.id && chosen.map === map));
    button.setAttribute("aria-label", `Show ${map ? "the errors of " : ""}${row.name} at the ${side}`);
    button.addEventListener("click", async () => {
      await this.#choose(side, row.id, map);
      document.querySelector(`#contenders button[aria-label="${button.getAttribute("aria-label")}"]`)?.focus();
    });
    cell.append(button);
    return cell;
  }
}
