// How signals are said and drawn: the stacked bar, the figures, the reason with its sources.

import { el, outward, unseen } from "./element.js";

const SILENT = "silent";

/** As the engine says them: co_mention is a word of its own. */
export const spoken = (signal) => (signal === "co_mention" ? "co-mention" : signal.replaceAll("_", " "));

export const two = (number) => number.toFixed(2);

export const swatch = (signal) => el("span", { class: "swatch", "data-signal": signal, "aria-hidden": "true" });

/** The reasons that count most, the ones a card shows. */
export const loudest = (contributions, most = 3) =>
  contributions.filter((one) => one.points > 0 && one.reason).sort((a, b) => b.points - a.points).slice(0, most);

/** A score as the sum of what is said: one segment per signal, each of which can be read aloud. */
export function bar(contributions, score) {
  const parts = contributions.filter((one) => one.points > 0).map((one) => el(
    "li",
    { "data-signal": one.signal, title: `${spoken(one.signal)} +${two(one.points)}`, vars: { "--part": one.points } },
    unseen(`${spoken(one.signal)}, ${two(one.points)} of ${two(score)}`),
  ));
  return el("ol", { class: "bar", role: "list", "aria-label": `Score ${two(score)}, by signal` }, parts);
}

export function sentence(text) {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** Where a claim comes from: what can be followed by its title, the rest once by its source. */
export function sources(list, most = 3) {
  const shown = new Map();
  for (const { source, title, url } of list) {
    const text = url ? title || source : source;
    if (!shown.has(text)) shown.set(text, outward(url, text, url ? source : title));
  }
  const all = [...shown.values()];
  if (!all.length) return null;
  const more = all.length > most ? [el("span", {}, `${all.length - most} more`)] : [];
  return el("span", { class: "sources" }, unseen(" Source: "), [...all.slice(0, most), ...more].flatMap(
    (one, nth) => (nth ? [", ", one] : [one]),
  ));
}

export function reason(one) {
  return el("li", { "data-signal": one.signal },
    swatch(one.signal),
    el("span", { class: "points", title: spoken(one.signal) }, unseen(`${spoken(one.signal)} `), `+${two(one.points)}`),
    el("span", { class: "said" }, one.reason ? sentence(one.reason) : sentence(spoken(one.signal)), " ", sources(one.sources)),
  );
}

/** Every signal with strength, weight and points; what adds up is shown adding up. */
export function figures(contributions, weights, score) {
  const said = new Map(contributions.map((one) => [one.signal, one]));
  const rows = Object.keys(weights).map((signal) => figure(signal, said.get(signal)));
  return el("table", { class: "figures" },
    el("thead", {}, el("tr", {}, ["signal", "strength", "weight", "points"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows),
    el("tfoot", {}, el("tr", {}, el("th", { scope: "row", colspan: 3 }, "score"), el("td", {}, score.toFixed(3)))),
  );
}

function figure(signal, one) {
  const name = el("th", { scope: "row" }, swatch(signal), spoken(signal));
  if (!one) return el("tr", { class: "silent" }, name, el("td", { colspan: 3 }, SILENT));
  return el("tr", {}, name, el("td", {}, two(one.strength)), el("td", {}, `× ${two(one.weight)}`), el("td", {}, one.points.toFixed(3)));
}

export function meter(signal, strength) {
  if (strength == null) return el("span", { class: "silent" }, SILENT);
  return el("span", { class: "meter", "data-signal": signal },
    el("span", { class: "rail", "aria-hidden": "true", vars: { "--part": strength } }), two(strength));
}
