// The picture: the seed in the middle, the nearer the higher the score, every line in the colour of
// the signal that speaks loudest, and thin lines where a reason for one pick names another.

import { svg } from "./element.js";
import { loudest, spoken, two } from "./signals.js";

const MIDDLE = 200, NEAREST = 56, FARTHEST = 190;
const SEED = 36; // its circle
const RINGS = [0.25, 0.5, 0.75];
const MOST_NAMED = 14; // more names would lie on top of each other
const CROWD = 24; // more dots would not fit beside each other
const LONGEST_LINE = 14, WORTH_BREAKING = 9; // letters

/** Nearness as distance, on a scale that is the same for every answer. */
const distance = (score) => NEAREST + (1 - Math.min(1, score)) * (FARTHEST - NEAREST);

export function picture(answer, { lift }) {
  const picks = answer.artists.map((pick, nth) => ({ ...pick, ...spot(pick, nth, answer.artists.length) }));
  return svg("svg", { viewBox: "-26 4 452 392", role: "group", "aria-label": `${answer.entity.name} and its neighbours: the nearer, the higher the score` },
    svg("g", { class: "rings", "aria-hidden": "true" }, RINGS.flatMap((score) => ring(score, picks.length))),
    svg("g", { class: "between", "aria-hidden": "true" }, between(picks).map(thread)),
    svg("g", { class: "spokes", "aria-hidden": "true" }, picks.map(spoke)),
    svg("g", { class: "seed", "aria-hidden": "true" }, svg("circle", { cx: MIDDLE, cy: MIDDLE, r: SEED }), seedName(answer.entity.name)),
    svg("g", {}, picks.map((pick) => star(pick, picks.length <= MOST_NAMED, lift))),
  );
}

function spot(pick, nth, count) {
  const angle = (nth / count) * 2 * Math.PI - Math.PI / 2;
  const far = distance(pick.score), size = count > CROWD ? 7 : 11;
  return { angle, size, x: MIDDLE + far * Math.cos(angle), y: MIDDLE + far * Math.sin(angle), signal: loudest(pick.contributions)[0]?.signal };
}

/** Its number stands between the last spoke and the first, where no name is. */
function ring(score, count) {
  const r = distance(score), angle = -Math.PI / 2 - Math.PI / count;
  return [
    svg("circle", { cx: MIDDLE, cy: MIDDLE, r }),
    count <= MOST_NAMED && svg("text", { x: MIDDLE + r * Math.cos(angle), y: MIDDLE + r * Math.sin(angle), dy: ".35em" }, String(score)),
  ];
}

function seedName(name) {
  const longest = Math.max(...broken(name).map((line) => line.length));
  return label(name, MIDDLE, MIDDLE, "middle", Math.min(12, (SEED * 3) / longest));
}

function spoke({ x, y, score, signal, rank }) {
  return svg("line", { x1: MIDDLE, y1: MIDDLE, x2: x, y2: y, "data-signal": signal, "data-rank": rank, vars: { "--thick": `${1 + score * 4}px` } });
}

/** Pairs of picks of which one is cited for the other, by name, in a reason that its card shows. */
export function between(picks) {
  const byName = new Map(picks.map((pick) => [pick.artist_name, pick]));
  const pairs = new Map();
  for (const pick of picks) {
    for (const { title } of loudest(pick.contributions).flatMap((one) => one.sources)) {
      const named = byName.get(title);
      if (!named || named === pick) continue;
      const [a, b] = [pick, named].sort((one, other) => one.rank - other.rank);
      pairs.set(`${a.rank} ${b.rank}`, [a, b]);
    }
  }
  return [...pairs.values()];
}

/** Bent towards the middle, so that it does not run through the names outside. */
function thread([a, b]) {
  const bend = (one, other) => (one + other) / 2 * 0.72 + MIDDLE * 0.28;
  return svg("path", { d: `M${a.x} ${a.y}Q${bend(a.x, b.x)} ${bend(a.y, b.y)} ${b.x} ${b.y}`, "data-ranks": `${a.rank} ${b.rank}` });
}

function star(pick, named, lift) {
  const { x, y, rank, artist_name: name, score, exploration, signal, size } = pick;
  const said = `${rank}. ${name}, score ${two(score)}${signal ? `, mostly by ${spoken(signal)}` : ""}${exploration ? ", exploration" : ""}`;
  const shape = exploration
    ? svg("path", { class: "dot", d: `M${x} ${y - size - 2}l${size + 2} ${size + 2}-${size + 2} ${size + 2}-${size + 2}-${size + 2}z` })
    : svg("circle", { class: "dot", cx: x, cy: y, r: size });
  const show = (shown) => () => lift(rank, shown);
  return svg("a", {
    href: `#pick-${rank}`, class: "star", "data-signal": signal, "data-rank": rank, "aria-label": said,
    on: { mouseenter: show(true), mouseleave: show(false), focus: show(true), blur: show(false) },
  }, svg("title", {}, said), shape, svg("text", { class: "nth", x, y, dy: ".35em", "font-size": size }, String(rank)), named && outside(pick));
}

/** The name on the side that looks away from the seed. */
function outside({ x, y, angle, artist_name: name }) {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const anchor = dx > 0.35 ? "start" : dx < -0.35 ? "end" : "middle";
  const lines = broken(name).length;
  const [left, down] = anchor === "middle" ? [0, dy > 0 ? 24 + (lines - 1) * 6.5 : -20 - (lines - 1) * 6.5] : [Math.sign(dx) * 16, 0];
  return label(name, x + left, y + down, anchor, 13);
}

function label(name, x, y, anchor, size) {
  const lines = broken(name);
  return svg("text", { class: "name", x, y, "text-anchor": anchor, "font-size": size.toFixed(1) }, lines.map((line, nth) =>
    svg("tspan", { x, dy: nth ? "1.08em" : `${0.35 - (lines.length - 1) * 0.54}em` }, line)));
}

/** In two lines where that helps; what is still too long is cut, the card has it whole. */
function broken(name) {
  const cut = (line) => ([...line].length > LONGEST_LINE ? `${[...line].slice(0, LONGEST_LINE - 1).join("")}…` : line);
  if ([...name].length <= WORTH_BREAKING || !name.includes(" ")) return [cut(name)];
  const gaps = [...name.matchAll(/ /g)].map((gap) => gap.index);
  const gap = gaps.reduce((best, one) => (Math.abs(one - name.length / 2) < Math.abs(best - name.length / 2) ? one : best));
  return [cut(name.slice(0, gap)), cut(name.slice(gap + 1))];
}
