// Further questions: why is somebody not among the picks, and how do two artists stand side by side?

import { changed, href, listOf, pointer, weightsOf, weightsSaid } from "./address.js";
import { comparable } from "./cards.js";
import { el, outward } from "./element.js";
import { bar, figures, meter, sentence, sources, spoken, swatch, two } from "./signals.js";

const STAGES = [
  ["gather", "Found"],
  ["score", "Scored"],
  ["diversity", "Chosen"],
];
const PATHS = { sound: "by sound", graph: "through the graph", tags: "by tags" };

/** Why, or why not: the stage it was lost at, who stands there instead, and what would let it in. */
export function whyNot(told, question) {
  const { entity, other, evidence, change, picked } = told;
  return [
    title(picked ? `Why ${other.name}?` : `Why not ${other.name}?`),
    el("p", { class: "lead" }, told.answer),
    stages(told),
    change ? turn(change, question, other, told.weights) : null,
    told.lost_at === "diversity" ? longer(question, told.rank_by_score) : null,
    el("h3", {}, `What speaks for ${other.name}`),
    evidence.contributions.length ? bar(evidence.contributions, evidence.score) : null,
    figures(evidence.contributions, told.weights, evidence.score),
    cited(evidence.contributions),
    ...instead(told.in_its_place),
    comparable(entity) && el("p", { class: "acts" },
      el("a", { href: href(changed(listOf(question), { versus: pointer(other.id) })) }, `Compare with ${comparable(entity)}`)),
  ].filter(Boolean);
}

function stages({ lost_at: lost, rank, rank_by_score: place, considered, evidence }) {
  const at = lost ? STAGES.findIndex(([stage]) => stage === lost) : STAGES.length;
  const scored = `number ${place} of ${considered}`;
  const where = { gather: "no path led there", score: scored, diversity: "gave way to picks of another kind" };
  const passed = { gather: evidence.found_by.map((path) => PATHS[path] ?? path).join(", "), score: scored, diversity: `number ${rank}` };
  return el("ol", { class: "stages", role: "list" }, STAGES.map(([stage, name], nth) => {
    const state = nth < at ? "passed" : nth === at ? "lost" : "never";
    const detail = state === "lost" ? where[stage] : state === "passed" ? passed[stage] : "not reached";
    return el("li", { class: state }, el("b", {}, { passed: "✓ ", lost: "✗ ", never: "· " }[state], name, state === "lost" ? ": lost here" : ""), el("span", {}, detail));
  }));
}

/** The smallest turn of one knob, ready to be made; shown in the list it leads to. */
function turn({ signal, weight, needed }, question, other, told) {
  // The weights it was reckoned with: the published ones add up to 1 as they are, one's own may not.
  const reckoned = Object.keys(weightsOf(question)).length ? told : {};
  const weights = weightsSaid({ ...reckoned, [signal]: needed });
  return el("p", { class: "turn" }, swatch(signal), `${spoken(signal)} from ${two(weight)} to ${two(needed)} would bring it in. `,
    el("a", { class: "button", href: href(changed(listOf(question), { weights })), "data-lift": pointer(other.id) }, "Apply it"));
}

function longer(question, place) {
  const limit = Math.min(50, Math.max(place * 2, Number(question.get("limit") ?? 10) + 10));
  return el("p", { class: "turn" }, "A longer list would show it. ",
    el("a", { class: "button", href: href(changed(listOf(question), { limit })) }, `Show ${limit}`));
}

const instead = (picks) => (picks.length ? [el("h3", {}, "In its place stand"), el("ol", { class: "instead", role: "list" }, picks.map(brief))] : []);

function brief(pick) {
  return el("li", {}, el("p", {}, `${pick.rank}. ${pick.artist_name} `, pick.exploration ? "◇ " : null, el("span", { class: "score" }, two(pick.score))), bar(pick.contributions, pick.score));
}

function cited(contributions) {
  const said = contributions.filter((one) => one.reason);
  return said.length ? el("ul", { class: "reasons", role: "list" }, said.map((one) =>
    el("li", {}, swatch(one.signal), el("span", { class: "said" }, sentence(one.reason), " ", sources(one.sources))))) : null;
}

/** Two artists: both directions as bars, signal by signal, and the chains of facts between them. */
export function versus(told) {
  const { one, other, there, back } = told;
  return [
    title(`${one.name} and ${other.name}`),
    el("p", { class: "lead" }, told.summary),
    el("div", { class: "both" }, [there, back].map(direction)),
    el("table", { class: "figures side" },
      el("thead", {}, el("tr", {}, ["signal", `from ${one.name}`, `from ${other.name}`, "because"].map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, told.signals.map(side))),
    el("h3", {}, told.chains.length ? "Chains of facts between them" : "No short chain of facts leads from one to the other"),
    el("ol", { class: "chains", role: "list" }, told.chains.map(chain)),
  ];
}

function direction({ seed, other, score, rank, considered, coverage, contributions }) {
  return el("section", {},
    el("h3", {}, `From ${seed.name}`),
    el("p", {}, `${other.name} is number ${rank} of ${considered}, `, el("b", {}, two(score)), `, ${Math.round(coverage * 100)} % heard.`),
    bar(contributions, score));
}

function side({ signal, there, back, reason, sources: from }) {
  const silent = there == null && back == null;
  return el("tr", { class: silent && "silent" }, el("th", { scope: "row" }, swatch(signal), spoken(signal)),
    el("td", {}, meter(signal, there)), el("td", {}, meter(signal, back)),
    el("td", { class: "because" }, silent ? "nothing known" : [reason ?? "", " ", sources(from)]));
}

function chain({ hops }) {
  return el("li", {}, el("b", {}, hops[0].start), hops.flatMap((hop) => [
    el("span", { class: "how" }, ` ${hop.how} `), el("b", {}, hop.end),
    hop.detail ? ` (${hop.detail})` : null,
    " ", el("span", { class: "sources" }, outward(hop.source.url, hop.source.source, hop.source.title)),
  ]));
}

const title = (text) => el("h2", { id: "told-title", tabindex: -1 }, text);
