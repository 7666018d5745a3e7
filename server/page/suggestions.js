// Names while they are typed. Where the service offers none, nothing is missing.

import { el } from "./element.js";
import { names } from "./request.js";

const PAUSE = 220; // milliseconds: every question counts
const SHORTEST = 2; // letters

export function suggest(input, list) {
  let timer, underway, last = { beginning: "", all: false };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    const beginning = input.value.trim();
    const known = last.all && beginning.toLowerCase().startsWith(last.beginning);
    if (beginning.length < SHORTEST || known) return;
    timer = setTimeout(async () => {
      underway?.abort();
      underway = new AbortController();
      const { signal } = underway;
      const told = await names(beginning, signal);
      if (signal.aborted) return;
      last = { beginning: beginning.toLowerCase(), all: told.all };
      list.replaceChildren(...told.names.map((name) => el("option", { value: name })));
    }, PAUSE);
  });
}
