// The page of 'sdcodec serve'.

import { Job, blob, get, upload } from "./api.js";
import { BlindTest } from "./blind.js";
import { Contenders } from "./contenders.js";
import { Curve } from "./curve.js";
import { Settings } from "./settings.js";
import { Viewer } from "./viewer.js";

const byId = id => document.getElementById(id);
const PAUSE_MILLIS = 250;

/** Work that takes longer than this is not begun again at every change, but by the button. */
const QUICK_MILLIS = 5000;

/** Of a blind test: the last ones. */
const MOST_PICTURES = 8;

const viewer = new Viewer(byId("viewer"));
const contenders = new Contenders(viewer);
const curve = new Curve();
const opened = [];
let settings;
let about;
let picture = null;
let result = null;
let running = [];
let pause = 0;
let lastMillis = 0;

function trouble(error) {
  byId("trouble").textContent = error ? error.message : "";
  byId("trouble").hidden = !error;
}

function showWork(state) {
  byId("work").hidden = !state;
  if (state) {
    byId("stage-text").textContent = state.stage;
    byId("progress").value = 100 * state.done / state.total;
  }
}

function cancelAll() {
  running.forEach(job => job.cancel());
  running = [];
  showWork(null);
}

/** Runs long work, and shows how far it is. Gives null if it was cancelled. */
async function work(kind, members, onState = () => {}) {
  const job = new Job();
  running.push(job);
  try {
    return await job.run(kind, members, state => {
      showWork(state);
      onState(state);
    });
  } finally {
    running = running.filter(each => each !== job);
    if (running.length === 0) {
      showWork(null);
    }
  }
}

/** The result of some action; null, and a sentence on the page, if it fails. */
async function guarded(action) {
  trouble(null);
  try {
    return await action();
  } catch (error) {
    trouble(error);
    return null;
  }
}

async function encode() {
  cancelAll();
  trouble(null);
  const begun = performance.now();
  try {
    const made = await work("encode", { picture: picture.id, ...settings.members() });
    if (made === null) {
      return;
    }
    lastMillis = performance.now() - begun;
    result = made;
    byId("save-sdc").disabled = byId("save-png").disabled = false;
    byId("commands").textContent = made.commands.join("\n");
    byId("closest-row").hidden = !settings.isDiffusion();
    await contenders.start(made);
    curve.clear();
    for (const peer of settings.peers()) {
      const contender = await work("peer", { result: made.id, peer });
      if (contender === null || result !== made) {
        return;
      }
      contenders.add(contender);
    }
  } catch (error) {
    trouble(error);
  }
}

function changed() {
  clearTimeout(pause);
  const quick = lastMillis < QUICK_MILLIS && !settings.isDiffusion();
  if (picture && byId("auto").checked && quick) {
    pause = setTimeout(encode, PAUSE_MILLIS);
  }
}

async function open(file) {
  if (!file || !await ready) {
    return;
  }
  cancelAll();
  trouble(null);
  if (file.size > about.maxUpload) {
    trouble(new Error(`This file is larger than ${about.maxUpload / 1048576} MiB; 'sdcodec serve --max-upload' takes more.`));
    return;
  }
  byId("welcome-note").textContent = "Reading " + file.name + " …";
  try {
    picture = await upload(file, file.name || "pasted.png");
  } catch (error) {
    trouble(error);
    return;
  } finally {
    byId("welcome-note").textContent = "It stays on this machine.";
  }
  opened.push(picture.id);
  byId("welcome").hidden = true;
  byId("workbench").hidden = byId("open").hidden = false;
  byId("name").textContent = picture.name;
  byId("dimensions").textContent = `${picture.width} × ${picture.height}`;
  byId("notes").replaceChildren(...picture.notes.map(note => {
    const item = document.createElement("li");
    item.textContent = note;
    return item;
  }));
  settings.choosePeers(picture.width * picture.height);
  await encode();
}

function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function stem() {
  return picture.name.replace(/\.[A-Za-z0-9]{1,5}$/, "");
}

function listen() {
  byId("settings").addEventListener("input", event => {
    if (event.target.id !== "auto") {
      changed();
    }
  });
  byId("settings").addEventListener("submit", event => {
    event.preventDefault();
    encode();
  });
  byId("cancel").addEventListener("click", cancelAll);
  byId("file").addEventListener("change", event => {
    open(event.target.files[0]);
    event.target.value = "";
  });
  byId("open").addEventListener("click", () => byId("file").click());
  byId("save-sdc").addEventListener("click", async () => save(await blob(`results/${result.id}/file.sdc`), stem() + ".sdc"));
  byId("save-png").addEventListener("click", async () => save(await contenders.picture(), stem() + ".decoded.png"));
  byId("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(byId("commands").textContent);
    byId("copy").textContent = "Copied";
    setTimeout(() => { byId("copy").textContent = "Copy"; }, 1500);
  });
  byId("closest").addEventListener("click", async () => {
    await guarded(async () => {
      const contender = await work("closest", { result: result.id });
      if (contender) {
        contenders.add(contender);
      }
    });
  });
  byId("draw").addEventListener("click", async () => {
    const members = { result: result.id, peers: settings.peers() };
    await guarded(async () => {
      const curves = await work("curve", members, state => curve.show(state.result));
      if (curves) {
        curve.show(curves);
      }
    });
  });
  new BlindTest(
    () => guarded(() => work("blind", { pictures: opened.slice(-MOST_PICTURES), peers: settings.peers(), ...settings.members() })), save);
  byId("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    sessionStorage.setItem("sdcodec-theme", root.dataset.theme);
  });
  document.addEventListener("paste", event => open([...event.clipboardData.files][0]));
  let depth = 0;
  const veil = shown => { byId("veil").hidden = !shown; };
  document.addEventListener("dragenter", () => veil(++depth > 0));
  document.addEventListener("dragleave", () => veil(--depth > 0));
  document.addEventListener("dragover", event => event.preventDefault());
  document.addEventListener("drop", event => {
    event.preventDefault();
    depth = 0;
    veil(false);
    open(event.dataTransfer.files[0]);
  });
}

/** Whether the studio has said what it can do. */
async function prepare() {
  try {
    about = await get("about");
  } catch (error) {
    trouble(error);
    return false;
  }
  settings = new Settings(about);
  byId("brightest").textContent = about.brightest;
  byId("about").textContent = "sdcodec " + about.version + ". Pictures are kept in memory and in a temporary folder until the"
    + " studio ends.";
  return true;
}

const theme = sessionStorage.getItem("sdcodec-theme");
if (theme) {
  document.documentElement.dataset.theme = theme;
}
const ready = prepare();
// At once: a file that nobody takes would replace the page.
listen();
