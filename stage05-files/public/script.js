"use strict";

// Loaded in <head> without `defer`: the language must be chosen before the first
// paint. Whatever needs the document waits for DOMContentLoaded, at the end.

const LANGUAGES = ["es", "en"];
const root = document.documentElement;

function savedLanguage() {
  try {
    return localStorage.getItem("language");
  } catch {
    return null; // Storage can be forbidden; the site does without.
  }
}

function preferredLanguage() {
  const wanted = [savedLanguage(), ...(navigator.languages || [])];
  const known = wanted.map((tag) => (tag || "").slice(0, 2).toLowerCase());
  return known.find((tag) => LANGUAGES.includes(tag)) || "en";
}

function setLanguage(language) {
  root.lang = language;
  root.dataset.lang = language;
  const title = document.querySelector("title");
  document.title = title.dataset[language] || document.title;
  // One attribute cannot hold two languages: data-es-alt and data-en-alt feed alt, and so on.
  for (const name of ["alt", "aria-label"]) {
    for (const element of document.querySelectorAll(`[data-${language}-${name}]`)) {
      element.setAttribute(name, element.getAttribute(`data-${language}-${name}`));
    }
  }
  for (const button of document.querySelectorAll("[data-choose]")) {
    button.setAttribute("aria-pressed", String(button.dataset.choose === language));
  }
}

function chooseLanguage(language) {
  setLanguage(language);
  try {
    localStorage.setItem("language", language);
  } catch {
    // The choice then holds for this page only.
  }
}

/** A text in both languages; the style sheet shows one. Never parsed as HTML. */
function both(es, en) {
  const pair = document.createDocumentFragment();
  pair.append(make("span", es, { lang: "es" }), make("span", en, { lang: "en" }));
  return pair;
}

function make(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(content);
  return element;
}

/** Sends one request and writes what came of it into `slip`. Returns the response and its text, or null. */
async function ask(slip, method, target, options = {}) {
  try {
    const response = await fetch(target, { method, cache: "no-store", ...options });
    const text = await response.text();
    const lines = [`${method} ${target}`, `→ ${response.status} ${response.statusText}`];
    const location = response.headers.get("location");
    if (location) lines.push(`  Location: ${location}`);
    slip.classList.toggle("bad", !response.ok);
    slip.replaceChildren([...lines, text].join("\n").trimEnd());
    return { response, text };
  } catch {
    slip.classList.add("bad");
    slip.replaceChildren(both("No hubo respuesta: ¿sigue en marcha el servidor?", "No answer: is the server still running?"));
    return null;
  }
}

function setUpEcho(form) {
  const slip = form.querySelector("output");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.elements.text.value;
    if (text === "." || text === "..") {
      slip.replaceChildren(both(
        "Un navegador quita «.» y «..» de la ruta antes de enviarla. Pruébalo con curl --path-as-is.",
        "A browser removes “.” and “..” from a path before sending it. Try it with curl --path-as-is."));
      return;
    }
    ask(slip, "GET", `/echo/${encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"))}`);
  });
}

const MOST_USERS_SHOWN = 20;

function setUpUsers(panel) {
  const list = panel.querySelector("ul");
  const slip = panel.querySelector("output");
  const form = panel.querySelector("form");

  async function refresh() {
    const users = await fetch("/users", { cache: "no-store" }).then((response) => response.json(), () => null);
    if (!Array.isArray(users)) return;
    const shown = users.slice(-MOST_USERS_SHOWN).reverse().map(row);
    if (users.length === 0) shown.push(make("li", both("Todavía no hay nadie.", "Nobody yet.")));
    const more = users.length - MOST_USERS_SHOWN;
    if (more > 0) shown.push(make("li", both(`… y ${more} más en /users.`, `… and ${more} more in /users.`)));
    list.replaceChildren(...shown);
  }

  function row(user) {
    const target = `/users/${encodeURIComponent(user.id)}`;
    const remove = make("button", both("Borrar", "Delete"), { type: "button", class: "quiet" });
    remove.append(make("span", ` ${user.Nombre}`, { class: "unseen" }));
    remove.addEventListener("click", async () => {
      await ask(slip, "DELETE", target);
      await refresh();
      form.elements.name.focus();
    });
    const item = make("li", make("a", String(user.Nombre), { href: target }));
    item.append(make("code", target), remove);
    return item;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await ask(slip, "POST", "/createUser", {
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ Nombre: form.elements.name.value }),
    });
    if (!answer || !answer.response.ok) return;
    const place = answer.response.headers.get("location");
    // Only a path of this server becomes a link.
    if (place && /^\/users\/\d+$/.test(place)) slip.append("\n", make("a", place, { href: place }));
    form.reset();
    await refresh();
  });

  panel.hidden = false;
  refresh();
}

function setUpEmptying(button) {
  const slip = document.getElementById("emptied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const answer = await ask(slip, "DELETE", "/sentence");
    if (answer && answer.response.ok) location.reload();
  });
}

/** Every response says which stage wrote it, in its Server field. */
async function findStage() {
  const response = await fetch("/hello", { cache: "no-store" }).catch(() => null);
  const server = (response && response.headers.get("server")) || "";
  const match = /^stage0*([5-7])-(\w+)/.exec(server);
  if (!match) return;
  const [, stage, name] = match;
  root.dataset.stage = stage;
  const mark = document.getElementById("postmark");
  mark.replaceChildren(both("etapa", "stage"), make("b", stage), make("span", name, { class: "mono" }));
  document.getElementById("running").replaceChildren(
    make("span", `Ahora mismo te atiende la etapa ${stage}. Lo dice ella misma en cada respuesta: `, { lang: "es" }),
    make("span", `Right now you are talking to stage ${stage}. It says so itself, in every response: `, { lang: "en" }),
    make("code", `Server: ${server}`));
  const users = document.getElementById("people");
  if (users && stage >= "7") setUpUsers(users);
}

/** Lists the requests that this page took, in the order they were made. */
function showRequests(list) {
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const end = Math.max(1, ...entries.map((entry) => entry.responseEnd));
  list.replaceChildren(...entries.map((entry) => {
    const bar = make("i", "");
    bar.style.marginLeft = `${Math.min(99, 100 * entry.startTime / end)}%`;
    bar.style.width = `${100 * (entry.responseEnd - entry.startTime) / end}%`;
    const item = make("li", make("span", new URL(entry.name).pathname));
    const took = `${(entry.responseEnd - entry.startTime).toFixed(1)} ms`;
    item.append(make("span", took, { class: "ms" }), make("span", bar, { class: "track", "aria-hidden": "true" }));
    return item;
  }));
  list.closest("[hidden]")?.removeAttribute("hidden");
}

setLanguage(preferredLanguage());

document.addEventListener("DOMContentLoaded", () => {
  setLanguage(root.dataset.lang);
  for (const button of document.querySelectorAll("[data-choose]")) {
    button.closest(".languages").hidden = false;
    button.addEventListener("click", () => chooseLanguage(button.dataset.choose));
  }
  // The commands name the server that sent the page, whatever its port.
  if (location.protocol.startsWith("http")) {
    for (const place of document.querySelectorAll("[data-place]")) place.textContent = location[place.dataset.place] || "80";
  }
  const echo = document.getElementById("echo");
  if (echo) setUpEcho(echo);
  const empty = document.getElementById("empty");
  if (empty) setUpEmptying(empty);
  if (document.getElementById("postmark")) findStage();
});

window.addEventListener("load", () => {
  const requests = document.getElementById("asked");
  // The navigation's own timing is complete only after this event.
  if (requests) setTimeout(() => showRequests(requests), 300);
});
