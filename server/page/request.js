// Asking the service. A problem is told as it was told to us, in sentences.

import { isPointer, steeringOf } from "./address.js";

export class Problem extends Error {
  constructor(status, { title, detail, nearest = [], request_id: id }, retryAfter = null) {
    super(detail || title);
    Object.assign(this, { status, title, nearest, id, retryAfter });
  }
}

const AWAY = { title: "No answer", detail: "The service cannot be reached just now." };

export const recommend = (question, signal) =>
  ask("recommend", [["q", question.get("q")], ...steeringOf(question)], signal);

export const explain = (question, other, signal) =>
  ask("explain", [["q", question.get("q")], ["other", other], ...steeringOf(question)], signal);

export function compare(question, one, other, signal) {
  const terms = [...steeringOf(question)].filter(([key]) => ["weights", "profile"].includes(key));
  return ask("compare", [["one", one], ["other", other], ...terms], signal);
}

export const addressOf = (path, params) => `${path}?${new URLSearchParams(params)}`;

async function ask(path, params, signal) {
  let answer;
  try {
    answer = await fetch(addressOf(path, params), { signal, headers: { Accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, AWAY);
  }
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) return told;
  throw new Problem(answer.status, told ?? AWAY, Number.parseInt(answer.headers.get("Retry-After"), 10) || null);
}

const named = new Map();

/** Whoever is pointed at, by name; asked once. */
export async function nameOf(said) {
  if (!isPointer(said)) return said;
  if (!named.has(said)) named.set(said, ask("resolve", [["q", said]]).then((told) => told.entity.name, () => said));
  return named.get(said);
}

/** Names that begin so, and whether these are all; nothing where the service offers none. */
export async function names(beginning, signal) {
  try {
    const answer = await fetch(addressOf("names", { q: beginning }), { signal });
    const told = answer.ok ? await answer.json() : {};
    return { names: told.names ?? [], all: told.total === told.names?.length };
  } catch {
    return { names: [], all: false };
  }
}
