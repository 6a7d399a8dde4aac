// Rate and distortion of the picture: charts that the server draws, and their numbers.

const byId = id => document.getElementById(id);
const COLUMNS = [["codec", "Codec"], ["setting", "Setting"], ["bytes", "Bytes"], ["psnr", "PSNR"], ["ms_ssim", "MS-SSIM"],
  ["ssimulacra2", "SSIMULACRA 2"]];
const COLORS = 8;
const DIGITS = { psnr: 2, ms_ssim: 4, ssimulacra2: 1 };

/** A chart that the server has drawn, in which all text is escaped. */
function svg(markup) {
  return document.importNode(new DOMParser().parseFromString(markup, "image/svg+xml").documentElement, true);
}

export class Curve {
  #chosen = "ssimulacra2";
  #shown = null;

  clear() {
    byId("curve").hidden = true;
    this.#shown = null;
  }

  /** @param curves {size, charts: [{id, title, svg, names}], points} */
  show(curves) {
    if (!curves.charts) {
      return;
    }
    this.#shown = curves;
    byId("curve").hidden = false;
    byId("curve-tabs").replaceChildren(...curves.charts.map(chart => this.#tab(chart)));
    this.#draw();
    byId("curve-table").replaceChildren(this.#head(), this.#body(curves.points));
  }

  #tab(chart) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = chart.title;
    button.dataset.chart = chart.id;
    button.addEventListener("click", () => {
      this.#chosen = chart.id;
      this.#draw();
    });
    return button;
  }

  #draw() {
    byId("curve-tabs").querySelectorAll("button").forEach(button =>
      button.setAttribute("aria-pressed", String(button.dataset.chart === this.#chosen)));
    const chart = this.#shown.charts.find(each => each.id === this.#chosen);
    if (chart.svg) {
      byId("curve-chart").replaceChildren(svg(chart.svg), this.#legend(chart.names));
    } else {
      byId("curve-chart").textContent = "The picture is too small for this metric.";
    }
  }

  #legend(names) {
    const legend = document.createElement("ul");
    legend.className = "legend";
    names.forEach((name, i) => {
      const entry = document.createElement("li");
      entry.className = "c" + i % COLORS;
      entry.textContent = name;
      legend.append(entry);
    });
    return legend;
  }

  #head() {
    const head = document.createElement("thead");
    const line = head.insertRow();
    for (const [, title] of COLUMNS) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = title;
      line.append(cell);
    }
    return head;
  }

  #body(points) {
    const body = document.createElement("tbody");
    for (const point of points) {
      const line = body.insertRow();
      for (const [key] of COLUMNS) {
        const value = point[key];
        line.insertCell().textContent = value === null ? "–"
          : key in DIGITS ? value.toFixed(DIGITS[key]) : value.toLocaleString("en");
      }
    }
    return body;
  }
}
