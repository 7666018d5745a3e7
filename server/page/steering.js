// The legend, which is also the desk: weights by signal, bounds, and who is left out.

import { changed, href, listOf, weightsOf, weightsSaid } from "./address.js";
import { el, unseen } from "./element.js";
import { nameOf } from "./request.js";
import { spoken, swatch, two } from "./signals.js";

const SETTLED = 350; // milliseconds after the last turn of a knob
const HEAVIEST = 1;
const KINDS = [["", "whatever it is"], ["artist", "an artist"], ["track", "a track"], ["genre", "a genre"]];
let waiting;

/** Draw the desk into `form`; `go` is told the question as it was steered. */
export function steering(form, answer, question, go) {
  const open = form.querySelector("details")?.open ?? false;
  const focused = form.contains(document.activeElement) ? document.activeElement.name : null;
  form.replaceChildren(
    legend(answer),
    el("details", { open },
      el("summary", {}, "Steer"),
      knobs(standing(answer, question)),
      bounds(question),
      leftOut(question),
      el("p", { class: "acts" }, el("a", { href: href(new URLSearchParams({ q: question.get("q") })) }, "As it was published")),
    ),
  );
  // Drawn anew under the hands of whoever turns a knob: the hand stays on it.
  if (focused) form.elements[focused]?.focus({ preventScroll: true });
  form.onsubmit = (event) => { event.preventDefault(); clearTimeout(waiting); go(steered(form, question, answer)); };
  form.oninput = ({ target }) => {
    if (target.type !== "range") return;
    target.style.setProperty("--part", target.value);
    target.nextElementSibling.textContent = two(target.valueAsNumber);
  };
  form.onchange = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (form.reportValidity()) go(steered(form, question, answer)); }, SETTLED);
  };
}

function legend(answer) {
  const heard = new Set(answer.artists.flatMap((pick) => pick.contributions.map((one) => one.signal)));
  return el("ul", { class: "legend", role: "list", "aria-label": "Signals and their weights" },
    Object.entries(answer.weights).map(([signal, weight]) => {
      const silent = !heard.has(signal);
      return el("li", { class: silent && "silent", "data-signal": signal, title: silent ? "Nothing is known that it could hear here" : null },
        swatch(signal), spoken(signal), " ", el("span", { class: "weight" }, silent ? "silent" : two(weight)));
    }));
}

/** Where the knobs stand: as they were left, where all of them were; otherwise as they counted. */
function standing(answer, question) {
  const own = weightsOf(question);
  return Object.keys(answer.weights).every((signal) => signal in own) ? own : answer.weights;
}

function knobs(weights) {
  return el("fieldset", {}, el("legend", {}, "How much each signal counts"),
    el("div", { class: "knobs" }, Object.entries(weights).map(([signal, weight]) => el("label", { "data-signal": signal },
      swatch(signal), el("span", {}, spoken(signal)),
      el("input", { type: "range", name: signal, min: 0, max: HEAVIEST, step: 0.01, value: weight, vars: { "--part": weight } }),
      el("output", {}, two(weight))))));
}

function bounds(question) {
  const said = (key) => question.get(key) ?? "";
  const number = (name, text, min, max, placeholder) => el("label", {}, el("span", {}, text),
    el("input", { type: "number", name, min, max, step: 1, placeholder, value: said(name), inputmode: "numeric" }));
  return el("fieldset", { class: "bounds" }, el("legend", {}, "Within bounds"),
    el("label", {}, el("span", {}, "The name means"), el("select", { name: "type" },
      KINDS.map(([kind, text]) => el("option", { value: kind, selected: said("type") === kind }, text)))),
    number("limit", "Neighbours", 1, 50, "10"),
    number("explore", "Explorations", 0, 50, "a fifth"),
    el("label", {}, el("span", {}, "Country"), el("input", {
      name: "country", value: said("country"), placeholder: "any", maxlength: 2, pattern: "[A-Za-z]{2}", title: "Two letters: GB, US, JP", autocomplete: "off" })),
    number("year_from", "Active since", 1, 9999, "any year"),
    number("year_to", "Begun until", 1, 9999, "any year"),
  );
}

function leftOut(question) {
  const out = question.getAll("exclude");
  return el("fieldset", { class: "bounds" }, el("legend", {}, "Left out"),
    out.map((name) => el("a", { class: "chip", href: href(changed(listOf(question), { exclude: out.filter((one) => one !== name) })) },
      called(name), el("span", { "aria-hidden": "true" }, " ×"), unseen(" back in"))),
    el("label", {}, el("span", { class: "unseen" }, "Leave out"), el("input", { name: "exclude", placeholder: "Leave out an artist", maxlength: 200, autocomplete: "off", list: "others" })),
  );
}

function called(said) {
  const name = el("span");
  nameOf(said).then((text) => name.append(text));
  return name;
}

/** What the desk says, as a question: only what differs from what is said without it. */
function steered(form, question, answer) {
  const stood = Object.entries(standing(answer, question));
  const stand = stood.map(([signal, weight]) => [signal, weight, form.elements[signal].valueAsNumber]);
  const turned = stand.some(([, weight, now]) => Math.abs(now - weight) > 0.006); // a knob stands on hundredths
  const weights = turned ? weightsSaid(Object.fromEntries(stand.map(([signal, , now]) => [signal, now]))) : question.get("weights");
  const said = (key) => form.elements[key].value.trim() || null;
  const bounds = Object.fromEntries(["type", "limit", "explore", "country", "year_from", "year_to"].map((key) => [key, said(key)]));
  const out = said("exclude") ? [...question.getAll("exclude"), said("exclude")] : question.getAll("exclude");
  return changed(listOf(question), { ...bounds, country: bounds.country?.toUpperCase(), weights, exclude: out });
}
