// The blind test: pairs in random order, of which only the server knows which codec made which.

import { blob, get, post, text } from "./api.js";

const byId = id => document.getElementById(id);
const PLACES = ["original", "left", "right"];

export class BlindTest {
  #test = null;
  #at = 0;
  #save;

  /**
   * @param prepare begins the work on the server, and gives {id, count, left} or null
   * @param save stores a blob under a name
   */
  constructor(prepare, save) {
    this.#save = save;
    byId("blind-begin").addEventListener("click", async () => {
      byId("blind-begin").disabled = true;
      const test = await prepare();
      byId("blind-begin").disabled = false;
      if (test) {
        this.#test = test;
        this.#at = 0;
        this.#part("run");
        await this.#show();
      }
    });
    document.querySelectorAll("[data-answer]").forEach(button =>
      button.addEventListener("click", () => this.#answer(button.dataset.answer)));
    byId("blind-stop").addEventListener("click", () => this.#end());
    byId("blind-again").addEventListener("click", () => this.#part("start"));
    byId("blind-save").addEventListener("click", async () =>
      this.#save(new Blob([await text(`blind/${this.#test.id}/results.csv`)], { type: "text/csv" }), "blind-test.csv"));
  }

  #part(shown) {
    for (const part of ["start", "run", "end"]) {
      byId("blind-" + part).hidden = part !== shown;
    }
  }

  async #show() {
    byId("blind-count").textContent = `Pair ${this.#at + 1} of ${this.#test.count}: which looks closer to the original?`;
    const blobs = await Promise.all(PLACES.map(place => blob(`blind/${this.#test.id}/${this.#at}/${place}.png`)));
    PLACES.forEach((place, i) => {
      const image = byId("blind-" + place);
      URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(blobs[i]);
    });
  }

  async #answer(answer) {
    await post(`blind/${this.#test.id}/${this.#at}`, { answer });
    this.#at++;
    if (this.#at < this.#test.count) {
      await this.#show();
    } else {
      await this.#end();
    }
  }

  async #end() {
    const { rows } = await get(`blind/${this.#test.id}/summary`);
    const head = document.createElement("thead");
    const titles = head.insertRow();
    for (const title of ["sdcodec against", "Pairs", "sdcodec closer", "No difference", "Other closer", "Share", "95 % interval"]) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = title;
      titles.append(cell);
    }
    const body = document.createElement("tbody");
    const percent = value => (100 * value).toFixed(0) + " %";
    for (const row of rows) {
      const line = body.insertRow();
      for (const value of [row.peer, row.pairs, row.sdcodec, row.same, row.other,
        row.pairs ? percent(row.share) : "–", percent(row.low) + " to " + percent(row.high)]) {
        line.insertCell().textContent = value;
      }
    }
    byId("blind-table").replaceChildren(head, body);
    this.#part("end");
  }
}
