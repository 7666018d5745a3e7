// The address of the page is the question: whoever gets the link sees the same answer.

const STEERING = ["type", "limit", "explore", "weights", "exclude", "country", "year_from", "year_to", "profile"];
const FURTHER = ["why", "versus"];
const KNOWN = ["q", ...STEERING, ...FURTHER];

/** What the address asks: only what we know, nothing empty. */
export function asked(search = location.search) {
  const said = [...new URLSearchParams(search)];
  return new URLSearchParams(said.filter(([key, value]) => KNOWN.includes(key) && value.trim() !== ""));
}

/** The question with some of it changed; null takes out, a list says it several times. */
export function changed(question, changes) {
  const next = new URLSearchParams(question);
  for (const [key, value] of Object.entries(changes)) {
    next.delete(key);
    for (const one of [value ?? []].flat()) next.append(key, one);
  }
  return next;
}

/** How the list was steered, without whom it is about; further questions are steered alike. */
export function steeringOf(question) {
  return new URLSearchParams([...question].filter(([key]) => STEERING.includes(key)));
}

/** The list alone, without the further question that is open above it. */
export const listOf = (question) => changed(question, { why: null, versus: null });

/** A namesake cannot be named, so whoever is known is pointed at. */
export const pointer = (id, kind = "artist") => `auric://${kind}/${id}`;

export const isPointer = (said) => said.startsWith("auric:");

/** A question about somebody else, on the same terms, but not the same meaning of the name. */
export const about = (question, name) => changed(listOf(question), { q: name, type: null, exclude: null });

export const href = (question) => `?${question}`;

/** "tag_overlap=0.3,co_mention=0" as an object. */
export function weightsOf(question) {
  const pairs = (question.get("weights") ?? "").split(",").map((part) => part.split("="));
  return Object.fromEntries(pairs.filter(([name, number]) => name && Number.isFinite(Number.parseFloat(number)))
    .map(([name, number]) => [name.trim(), Number.parseFloat(number)]));
}

export const weightsSaid = (weights) =>
  Object.entries(weights).map(([name, number]) => `${name}=${Number(number.toFixed(6))}`).join(",") || null;
