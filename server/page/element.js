// One way to make elements. What is given as text stays text, so no name can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** el("p", {class: "x", vars: {"--w": 2}, on: {click}}, "text", node, …); null children are left out. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, { vars = {}, on = {}, ...attributes }, children) {
  if (attributes["data-signal"]) vars = { "--signal": `var(--${attributes["data-signal"]}, var(--other))`, ...vars };
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  // Through the object model: the policy forbids style attributes.
  for (const [key, value] of Object.entries(vars)) node.style.setProperty(key, value);
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** A link to the world, if it is one; a source could claim any address, also a script. */
export function outward(url, text, title) {
  const safe = URL.canParse(url ?? "") && ["https:", "http:"].includes(new URL(url).protocol);
  return safe ? el("a", { href: url, rel: "noreferrer noopener", title }, text) : el("span", { title }, text);
}

/** What only a screen reader says. */
export const unseen = (text) => el("span", { class: "unseen" }, text);

export const byId = (id) => document.getElementById(id);
