// What went wrong, in sentences, and what can be done about it.

import { about, href } from "./address.js";
import { el } from "./element.js";

const TITLES = { 0: "No answer", 401: "Sign in first", 403: "Not allowed", 404: "Nobody goes by that name", 429: "Too many questions at once", 503: "The music is away for a moment" };

/** A notice about a problem; `again` asks once more, `link` says where a nearest name leads. */
export function notice(problem, question, again, link = (name) => href(about(question, name)), heading = "h1") {
  return el("section", { class: "notice", role: "alert" },
    el(heading, {}, TITLES[problem.status] ?? problem.title ?? "This did not work"),
    el("p", {}, linked(problem.message, problem.nearest ?? [], link)),
    problem.status >= 500 && problem.id ? el("p", { class: "receipt" }, `request_id ${problem.id}`) : null,
    [0, 429].includes(problem.status) || problem.status >= 500 ? retry(problem.retryAfter, again) : null,
  );
}

/** The sentence with the names in it as links; a name that it leaves out follows. */
function linked(text, names, link) {
  const parts = [];
  for (const name of names) {
    const at = text.indexOf(name, Math.max(0, text.indexOf(";")));
    parts.push(at < 0 ? " " : text.slice(0, at), el("a", { href: link(name) }, name));
    if (at >= 0) text = text.slice(at + name.length);
  }
  return [...parts, text];
}

/** Offered at once, or counted down to when it will be of use. */
function retry(seconds, again) {
  const button = el("button", { type: "button", on: { click: again } }, "Try again");
  let left = Math.min(seconds ?? 0, 3600);
  const tell = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? `Try again in ${left} s` : "Try again";
    if (left-- > 0) setTimeout(tell, 1000);
  };
  tell();
  return el("p", {}, button);
}
