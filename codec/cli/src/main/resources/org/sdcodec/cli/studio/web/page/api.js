// The studio's interface. Every request carries the key that stands behind the # of the address.

const KEY = "sdcodec-key";
const POLL_MILLIS = 120;

if (location.hash.length > 1) {
  sessionStorage.setItem(KEY, location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}

async function send(method, path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch("/api/" + path, {
      method, body, headers: { "X-Sdcodec-Token": sessionStorage.getItem(KEY) ?? "", ...headers },
    });
  } catch {
    throw new Error("The studio does not answer; is 'sdcodec serve' still running?");
  }
  if (!answer.ok) {
    const failure = await answer.json().catch(() => ({ error: "the studio answered with status " + answer.status }));
    throw new Error(failure.error);
  }
  return answer;
}

export async function get(path) {
  return (await send("GET", path)).json();
}

export async function text(path) {
  return (await send("GET", path)).text();
}

export async function blob(path) {
  return (await send("GET", path)).blob();
}

export async function post(path, members) {
  return (await send("POST", path, JSON.stringify(members), { "Content-Type": "application/json" })).json();
}

export async function upload(file, name) {
  const headers = { "X-File-Name": encodeURIComponent(name), "Content-Type": "application/octet-stream" };
  return (await send("POST", "pictures", file, headers)).json();
}

/** Long work on the server. */
export class Job {
  #id;
  #cancelled = false;

  /** Ends it; run() then gives null. */
  cancel() {
    this.#cancelled = true;
    if (this.#id) {
      send("DELETE", "jobs/" + this.#id).catch(() => {});
    }
  }

  /**
   * Begins it, and gives its result when it is done.
   *
   * @param onState receives {stage, done, total, result} now and then
   */
  async run(kind, members, onState = () => {}) {
    this.#id = (await post("jobs/" + kind, members)).job;
    if (this.#cancelled) {
      this.cancel();
    }
    for (;;) {
      const state = await get("jobs/" + this.#id);
      if (this.#cancelled || state.state === "cancelled") {
        return null;
      }
      if (state.state === "failed") {
        throw new Error(state.error);
      }
      onState(state);
      if (state.state === "done") {
        return state.result;
      }
      await new Promise(resolve => setTimeout(resolve, POLL_MILLIS));
    }
  }
}
