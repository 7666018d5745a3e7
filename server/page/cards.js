// A neighbour on a card: its score as a bar, the three strongest reasons, and everything else on demand.

import { about, changed, href, listOf, pointer } from "./address.js";
import { el, unseen } from "./element.js";
import { bar, figures, loudest, reason, sources, spoken, two } from "./signals.js";

const EXPLORATION = "Good, but of another kind than the seed, and not found by the sound of the music";
const COVERED = "The share of the weights whose signals could say something about this pair";

/** Whom a comparison would start from: of a track its artist, of a genre nobody. */
export const comparable = (entity) => (entity.artist_id ? entity.artist_name ?? entity.name : null);

export const titled = ({ kind, name, artist_name: by }) => (kind === "track" ? `${by} – ${name}` : name);

export function card(pick, answer, question) {
  return el("li", {}, el("article", { class: "card", id: `pick-${pick.rank}`, tabindex: -1, "aria-labelledby": `name-${pick.rank}` },
    heading(pick, question),
    bar(pick.contributions, pick.score),
    el("ul", { class: "reasons", role: "list" }, loudest(pick.contributions).map(reason)),
    begin(pick),
    acts(pick, answer, question),
    details(pick, answer),
  ));
}

function heading(pick, question) {
  return el("header", {},
    el("span", { class: "rank", "aria-hidden": "true" }, String(pick.rank)),
    el("h2", { id: `name-${pick.rank}` },
      unseen(`${pick.rank}. `),
      el("a", { href: href(about(question, pointer(pick.artist_id))), title: `Go on to ${pick.artist_name}` }, pick.artist_name)),
    pick.exploration && el("span", { class: "badge", title: EXPLORATION }, "◇ exploration"),
    el("span", { class: "score" }, unseen("score "), two(pick.score)),
  );
}

function begin({ track, coverage }) {
  const year = track?.year ? ` (${track.year})` : "";
  return el("p", { class: "begin" },
    track && el("span", {}, `Begin with “${track.title}”${year}`),
    el("span", { class: "coverage", title: COVERED }, `${Math.round(coverage * 100)} % heard`));
}

function details(pick, answer) {
  const cited = pick.contributions.filter((one) => one.reason);
  return el("details", {},
    el("summary", {}, "All the figures", unseen(` for ${pick.artist_name}`)),
    figures(pick.contributions, answer.weights, pick.score),
    el("dl", { class: "cited" }, cited.flatMap((one) => [
      el("dt", {}, spoken(one.signal)),
      el("dd", {}, one.reason, " ", sources(one.sources, 12)),
    ])),
    pick.found_by.length ? el("p", { class: "found" }, `Found by ${pick.found_by.join(", ")}.`) : null,
  );
}

function acts(pick, answer, question) {
  const versus = comparable(answer.entity);
  const them = pointer(pick.artist_id);
  return el("p", { class: "acts" },
    versus && el("a", { href: href(changed(listOf(question), { versus: them })), "aria-label": `Compare ${versus} with ${pick.artist_name}` }, "Compare"),
    el("a", { href: href(changed(listOf(question), { exclude: [...question.getAll("exclude"), them] })), "aria-label": `Leave out ${pick.artist_name}` }, "Leave out"),
  );
}

/** Who was understood, and who else it could have been. */
export function headline(answer, question) {
  const { entity, alternatives, note } = answer;
  const facts = [entity.disambiguation, entity.kind !== "artist" && entity.kind, entity.country, entity.year].filter(Boolean);
  return [
    el("h1", {}, el("small", {}, "Adjacent to "), titled(entity)),
    facts.length ? el("p", { class: "who" }, facts.join(" · ")) : null,
    alternatives.length ? el("p", { class: "who" }, "Or did you mean ", alternatives.flatMap(
      (one, nth) => (nth ? [", ", other(one, question)] : [other(one, question)])), "?") : null,
    note ? el("p", { class: "note" }, note) : null,
    el("p", { class: "jump" }, el("a", { href: "#picture" }, "The picture"), " ", el("a", { href: "#further" }, "Somebody missing?")),
  ].filter(Boolean);
}

function other(entity, question) {
  const what = entity.disambiguation ?? (entity.kind === "artist" ? null : entity.kind);
  return el("a", { href: href(about(question, pointer(entity.id, entity.kind))) }, what ? `${titled(entity)} (${what})` : titled(entity));
}
