// Start here. The address is the question; whenever it changes, the page is drawn from the answer.

import { about, asked, changed, href, isPointer, listOf, pointer } from "./address.js";
import { card, comparable, headline, titled } from "./cards.js";
import { byId, el } from "./element.js";
import { versus, whyNot } from "./further.js";
import { picture } from "./graph.js";
import { notice } from "./notices.js";
import { addressOf, compare, explain, recommend } from "./request.js";
import { steering } from "./steering.js";
import { suggest } from "./suggestions.js";

const EXAMPLES = ["Nine Inch Nails", "Portishead - Roads", "shoegaze", "Alice Coltrane"];
const LINGER = 120; // milliseconds before anybody is told to wait
let shown = { list: null, answer: null }; // the list that stands on the page, and the question it answers
let underway = new AbortController();
let lifted = null; // whom to point out in the next list

async function draw() {
  underway.abort();
  underway = new AbortController();
  const question = asked();
  const list = String(listOf(question));
  const said = question.get("q") ?? "";
  const write = (name) => { if (document.activeElement !== byId("q")) byId("q").value = name; };
  write(isPointer(said) ? "" : said);
  if (!said) return home();
  byId("home").hidden = true;
  if (list !== shown.list && !(await drawList(question, list, underway.signal))) return;
  if (isPointer(said)) write(titled(shown.answer.entity));
  pointOut(lifted);
  lifted = null;
  await drawFurther(question, underway.signal);
}

function home() {
  byId("told").close();
  shown = { list: null, answer: null };
  document.title = "Auric / Signal";
  byId("notice").replaceChildren();
  byId("result").hidden = true;
  byId("home").hidden = false;
  if (matchMedia("(pointer: fine)").matches) byId("q").focus();
}

/** The ten; false when there is none to go on from. */
async function drawList(question, list, signal) {
  const late = setTimeout(waiting, LINGER);
  try {
    const answer = await recommend(question, signal);
    shown = { list, answer };
    byId("notice").replaceChildren();
    fill(answer, question);
    return true;
  } catch (problem) {
    if (problem.name === "AbortError") return false;
    shown = { list: null, answer: null };
    byId("result").hidden = true;
    byId("told").close();
    document.title = "Auric / Signal";
    byId("notice").replaceChildren(notice(problem, question, draw));
    return false;
  } finally {
    clearTimeout(late);
    if (!signal.aborted) byId("result").removeAttribute("aria-busy");
  }
}

/** While the first list is on its way its shape stands there; a later one fades until the next comes. */
function waiting() {
  byId("result").hidden = false;
  byId("result").setAttribute("aria-busy", "true");
  byId("news").textContent = "Listening …";
  if (shown.answer) return;
  byId("notice").replaceChildren();
  for (const id of ["headline", "steer", "receipt", "picture"]) byId(id).replaceChildren();
  byId("picks").replaceChildren(...Array.from({ length: 5 }, () => el("li", { class: "ghost", "aria-hidden": "true" })));
}

function fill(answer, question) {
  const name = titled(answer.entity);
  document.title = `${name} · Auric`;
  byId("result").hidden = false;
  byId("headline").replaceChildren(...headline(answer, question));
  steering(byId("steer"), answer, question, go);
  byId("picks").replaceChildren(...answer.artists.map((pick) => card(pick, answer, question)));
  byId("picture").replaceChildren(picture(answer, { lift }), el("figcaption", {}, "The nearer, the higher the score. A line has the colour of the signal that speaks loudest; thin ones join picks that a reason names together. ◇ is an exploration."));
  byId("receipt").replaceChildren(receipt(answer), el("a", { href: addressOf("recommend", listOf(question)) }, "this answer as JSON"));
  byId("ask-versus").hidden = !comparable(answer.entity);
  byId("news").textContent = `${answer.artists.length} neighbours of ${name}.`;
}

const receipt = ({ considered, graph_version: graph }) =>
  `${considered ? `Chosen from ${considered.toLocaleString("en")} who were considered. ` : ""}Graph ${graph} · `;

/** Whoever was let in by a turn of a knob is shown to have come in. */
function pointOut(whom) {
  const pick = shown.answer.artists.find((one) => pointer(one.artist_id) === whom);
  if (pick) { byId("told").close(); follow(pick.rank); }
}

function follow(rank) {
  const target = byId(`pick-${rank}`);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

/** The same pick in the list and in the picture. */
function lift(rank, up) {
  byId(`pick-${rank}`)?.classList.toggle("lifted", up);
  for (const node of byId("picture").querySelectorAll("[data-rank], [data-ranks]")) {
    const own = (node.dataset.rank ?? node.dataset.ranks).split(" ").includes(String(rank));
    node.classList.toggle("lifted", up && own);
  }
}

async function drawFurther(question, signal) {
  const dialog = byId("told");
  const [why, other] = [question.get("why"), question.get("versus")];
  if (!why && !other) return dialog.close();
  const from = shown.answer.entity.artist_id;
  const late = setTimeout(() => tell(dialog, [el("p", { class: "lead" }, "Listening …")]), LINGER);
  try {
    if (why) tell(dialog, whyNot(await explain(question, why, signal), question));
    else tell(dialog, versus(await compare(question, from ? pointer(from) : "", other, signal)));
  } catch (problem) {
    if (problem.name === "AbortError") return;
    const link = (name) => href(changed(question, why ? { why: name } : { versus: name }));
    tell(dialog, [notice(problem, question, draw, link, "h2")]);
  } finally {
    clearTimeout(late);
  }
}

function tell(dialog, content) {
  const close = el("button", { type: "button", class: "close", "aria-label": "Close", on: { click: shut } }, "×");
  dialog.replaceChildren(close, el("div", { class: "told" }, content));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  (dialog.querySelector("h2[tabindex]") ?? close).focus();
}

const shut = () => go(listOf(asked()));

function go(question) {
  if (String(question) !== String(asked())) history.pushState(null, "", String(question) ? href(question) : "./");
  draw();
}

/** Links within the page change the question without loading the page again. */
function within(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const star = link.closest(".star");
  if (star) { event.preventDefault(); follow(star.dataset.rank); return; }
  const to = new URL(link.href, document.baseURI);
  if (to.origin !== location.origin || to.pathname !== location.pathname || to.hash) return;
  event.preventDefault();
  lifted = link.dataset.lift ?? null;
  const elsewhere = asked(to.search).get("q") !== asked().get("q");
  go(asked(to.search));
  if (elsewhere) scrollTo({ top: 0 });
}

byId("examples").append(...EXAMPLES.flatMap((name, nth) => [nth ? ", " : "", el("a", { href: href(new URLSearchParams({ q: name })) }, name)]), ".");
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("q").value.trim();
  byId("q").blur();
  if (name) go(about(asked(), name));
});
byId("further").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("other").value.trim();
  if (name) go(changed(listOf(asked()), { [event.submitter?.id === "ask-versus" ? "versus" : "why"]: name }));
});
byId("told").addEventListener("cancel", (event) => { event.preventDefault(); shut(); });
byId("told").addEventListener("click", (event) => { if (event.target === byId("told")) shut(); });
document.addEventListener("click", within);
addEventListener("popstate", draw);
suggest(byId("q"), byId("names"));
suggest(byId("other"), byId("others"));
draw();
