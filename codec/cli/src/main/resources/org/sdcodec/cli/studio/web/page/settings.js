// The form of settings: what the server receives of it.

const byId = id => document.getElementById(id);

export class Settings {
  #about;

  /** @param about what the server says of itself */
  constructor(about) {
    this.#about = about;
    for (const model of about.models) {
      byId("model").append(new Option(model.title, model.id));
    }
    byId("model-field").hidden = about.models.length < 2;
    for (const [id, name] of Object.entries(about.peers)) {
      const label = document.createElement("label");
      label.className = "check";
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = id;
      label.append(box, name);
      byId("peer-list").append(label);
    }
    byId("missing").textContent = about.missing.length ? "Not installed: " + about.missing.join(", ") : "";
    byId("settings").addEventListener("input", () => this.#show());
    this.#show();
  }

  #show() {
    const rate = this.#rate();
    document.querySelectorAll("[data-rate]").forEach(field => { field.hidden = field.dataset.rate !== rate; });
    for (const id of ["quality", "effort", "realism"]) {
      byId(id + "-out").textContent = byId(id).value;
    }
    const model = this.#about.models.find(each => each.id === byId("model").value);
    byId("diffusion-field").hidden = !model.diffusion;
    if (!model.diffusion) {
      byId("diffusion").checked = false;
    }
    byId("resolution").disabled = rate === "postcard";
    byId("realism").disabled = !byId("diffusion").checked;
  }

  #rate() {
    return document.querySelector("input[name=rate]:checked").value;
  }

  /** For large pictures only the fast one, as a search of the others takes minutes. */
  choosePeers(pixels) {
    const all = pixels <= 1 << 20;
    this.#boxes().forEach(box => { box.checked = all || box.value === "jpeg"; });
  }

  #boxes() {
    return [...byId("peer-list").querySelectorAll("input")];
  }

  /** The ids of the codecs to compare with. */
  peers() {
    return this.#boxes().filter(box => box.checked).map(box => box.value);
  }

  isDiffusion() {
    return byId("diffusion").checked;
  }

  /** For the server. */
  members() {
    const rate = this.#rate();
    return {
      rate,
      value: Number(byId(rate).value),
      effort: Number(byId("effort").value),
      resolution: byId("resolution").value,
      model: byId("model").value,
      diffusion: this.isDiffusion(),
      realism: Number(byId("realism").value),
    };
  }
}
