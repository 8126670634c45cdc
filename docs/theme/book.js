// What the pages do beyond being read. Loaded with `defer`, so the document is there; `words`, `page`, `recall`,
// `pathToRoot` and `searchIndex` come from index.hbs. Without JavaScript all pages can still be read, turned and switched.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const main = $("main");

function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* a browser that keeps nothing: the choice holds for this page */ }
}

/** An element with properties and children: `element("p", { className: "fields" }, "text")`. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Theme: the system's until the reader chooses the other one, and again when the choice is the system's.
{
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = $("#frame-theme-button");
  const current = () => page.dataset.theme ?? (system.matches ? "dark" : "light");
  const label = () => {
    button.title = current() === "dark" ? words.light : words.dark;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    const chosen = current() === "dark" ? "light" : "dark";
    if (chosen === (system.matches ? "dark" : "light")) delete page.dataset.theme;
    else page.dataset.theme = chosen;
    remember("theme", page.dataset.theme);
    label();
  });
  system.addEventListener("change", label);
  label();
}

// Contents: on a small screen the browser opens them as a popover; on a wide one the button hides and shows the column.
{
  const wide = matchMedia("(min-width: 64rem)");
  const button = $("#frame-contents-button");
  const contents = $("#frame-contents");
  const show = () => {
    if (wide.matches) button.setAttribute("aria-expanded", page.dataset.contents !== "hidden");
    else button.removeAttribute("aria-expanded");
  };
  button.addEventListener("click", (event) => {
    if (!wide.matches) return;
    event.preventDefault();
    if (page.dataset.contents) delete page.dataset.contents;
    else page.dataset.contents = "hidden";
    remember("contents", page.dataset.contents);
    show();
  });
  wide.addEventListener("change", () => {
    if (contents.matches(":popover-open")) contents.hidePopover();
    show();
  });
  show();
  const reveal = () => {
    const here = $("[aria-current]", contents);
    if (here) contents.scrollTop = here.offsetTop - contents.clientHeight / 2;
  };
  contents.addEventListener("toggle", reveal);
  reveal();
}

// Where the reader is: the switch leads to the same heading in the other language, and the list at the side marks it.
{
  const headings = $$(":is(h2, h3)[id]", main);
  const language = $("#frame-language");
  const list = element("ol");
  const links = new Map();
  for (const heading of headings.filter(({ tagName }) => tagName === "H2")) {
    const link = element("a", { href: `${location.pathname}#${heading.id}` }, heading.textContent);
    links.set(heading, link);
    list.append(element("li", {}, link));
  }
  if (links.size > 2 && !page.classList.contains("cover") && !page.classList.contains("whole")) {
    const here = element("nav", { id: "frame-here" }, element("p", {}, words.here), list);
    here.setAttribute("aria-label", words.here);
    main.after(here);
  }
  const passed = () => {
    const line = innerHeight / 4;
    return headings.findLast((heading) => heading.getBoundingClientRect().top < line);
  };
  const follow = () => {
    const heading = passed();
    if (language) language.hash = heading?.id ?? "";
    const section = headings.slice(0, headings.indexOf(heading) + 1).findLast((each) => links.has(each));
    for (const [each, link] of links) {
      if (each === section) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();
  language?.addEventListener("click", () => remember("language", language.lang));
}

// Code: colours; a button that copies (of a terminal only the commands); the keyboard can scroll what is too wide.
{
  for (const code of $$('pre > code[class*="language-"]:not(.nohighlight)')) hljs.highlightBlock(code);

  const copyable = (pre) => {
    const commands = $$("kbd", pre).map((command) => command.textContent);
    return commands.length ? commands.join("\n") : pre.textContent;
  };
  const addCopy = (pre) => {
    const button = element("button", { className: "copy", type: "button" }, words.copy);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(copyable(pre));
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; }, 2000);
    });
    pre.after(button);
  };
  if (navigator.clipboard && !page.classList.contains("whole")) {
    $$(".console > pre:has(kbd)").forEach(addCopy);
    $$(".code").filter((code) => !code.closest(".diff, .solution")).forEach((code) => addCopy($("pre:last-of-type", code)));
  }

  const reach = (scrolling) => {
    if (scrolling.scrollWidth > scrolling.clientWidth || scrolling.scrollHeight > scrolling.clientHeight) scrolling.tabIndex = 0;
    else scrolling.removeAttribute("tabindex");
  };
  // The inside is watched as well: when the fonts arrive, it alone changes its size.
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target.closest("pre, .table-wrapper"))));
  for (const scrolling of $$("main pre, main .table-wrapper")) [scrolling, ...scrolling.children].forEach((each) => sizes.observe(each));
}

// A link into something folded unfolds it.
{
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target?.closest("details")) target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
}

// Paper: answers and hints are printed, so they are open in the whole book; diffs stay folded and are left out.
{
  const open = () => $$("details:not(.diff)").forEach((fold) => { fold.open = true; });
  addEventListener("beforeprint", open);
  if (page.classList.contains("whole")) {
    open();
    addEventListener("load", () => document.fonts.ready.then(() => print()));
  }
}

// Arrow keys turn the page, unless something under the focus wants them; "/" searches.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || $("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, pre, .table-wrapper, [contenteditable]")) return;
  const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (turn) $(`.turn [rel="${turn}"]`)?.click();
  if (event.key === "/") {
    event.preventDefault();
    $("#frame-search-button").click();
  }
});

// Search: mdBook's index holds the text of every section. Accents do not count, neither does a plural's s; all words must
// occur, each at the beginning of a word of the text.
{
  const MOST = 30;
  const dialog = $("#frame-search");
  const query = $("#frame-query");
  const found = $("#frame-found");
  const results = $("#frame-results");
  // Letter by letter, so that a place in the folded text is the same place in the text.
  const fold = (text) => [...text.normalize("NFC")]
    .map((letter) => letter.normalize("NFD").slice(0, letter.length).toLowerCase()).join("");
  const escape = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  let sections;

  const load = () => new Promise((resolve, reject) => {
    window.search = {};
    const script = element("script", { src: searchIndex });
    script.addEventListener("load", () => {
      const { doc_urls: urls, index } = window.search;
      resolve(Object.values(index.documentStore.docs).map(({ id, title, body, breadcrumbs }) => {
        const text = `${title} ¶ ${breadcrumbs} ¶ ${body}`.normalize("NFC");
        return { url: urls[id], title, breadcrumbs, text, folded: fold(text) };
      }));
    });
    script.addEventListener("error", () => reject(new Error(words.noIndex)));
    document.head.append(script);
  });

  const patterns = (typed) => fold(typed).split(/\s+/).filter(Boolean)
    .map((word) => (word.length > 4 ? word.replace(/(es|s)$/, "") : word))
    .map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${escape(word)}[\\p{L}\\p{N}]*`, "gu"));

  // A hit in the heading counts more than one in the page's name, and that more than one in the text.
  const score = (section, wanted) => {
    const [head, crumbs] = section.folded.split(" ¶ ");
    let sum = 0;
    for (const word of wanted) {
      const hits = section.folded.match(word)?.length ?? 0;
      if (!hits) return 0;
      sum += Math.min(hits, 5) + (head.match(word) ? 20 : 0) + (crumbs.match(word) ? 6 : 0);
    }
    return sum;
  };

  const excerpt = (section, wanted) => {
    const start = section.text.lastIndexOf(" ¶ ") + 3;
    const body = section.text.slice(start);
    const spots = wanted.flatMap((word) => [...section.folded.slice(start).matchAll(word)])
      .map((hit) => [hit.index, hit.index + hit[0].length]).sort(([a], [b]) => a - b);
    const from = Math.max(0, body.lastIndexOf(" ", (spots[0]?.[0] ?? 0) - 60));
    const line = element("span", {}, from ? "… " : "");
    let place = from;
    for (const [begin, end] of spots.filter(([, end]) => end < from + 190)) {
      if (begin < place) continue;
      line.append(body.slice(place, begin), element("mark", {}, body.slice(begin, end)));
      place = end;
    }
    line.append(body.slice(place, from + 200), body.length > from + 200 ? " …" : "");
    return line;
  };

  const result = (section, wanted) => element("li", {}, element("a", { href: pathToRoot + section.url },
    element("strong", {}, section.breadcrumbs.replaceAll(" » ", " › ")), excerpt(section, wanted)));

  const search = () => {
    const wanted = patterns(query.value);
    const hits = wanted.length === 0 ? [] : sections.map((section) => [score(section, wanted), section])
      .filter(([points]) => points > 0).sort(([a], [b]) => b - a);
    results.replaceChildren(...hits.slice(0, MOST).map(([, section]) => result(section, wanted)));
    const count = hits.length > MOST ? words.first.replace("#", MOST)
      : [words.none, words.one][hits.length] ?? words.many.replace("#", hits.length);
    found.textContent = wanted.length ? count : "";
  };

  const prepare = async () => {
    try {
      found.textContent = words.searching;
      sections = await load();
      search();
    } catch (error) {
      found.textContent = error.message;
    }
  };
  $("#frame-search-button").addEventListener("click", () => {
    dialog.showModal();
    query.select();
    if (!sections) prepare();
  });
  query.addEventListener("input", () => { if (sections) search(); });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    $("a", results)?.click();
  });
  // The arrows go through the results.
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [query, ...$$("a", results)];
    stops[stops.indexOf(document.activeElement) + step]?.focus();
  });
  // A result on this very page only changes the fragment.
  results.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

// Try it: sends the request to the server that the page came from, and shows what came back.
{
  const LONGEST = 4000;
  const buttons = $$("button.try");

  /** The content as text, or what it is if it is none. */
  const readable = (bytes, type) => {
    if (bytes.length === 0) return words.noContent;
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      if (text.length <= LONGEST) return text;
      return `${text.slice(0, LONGEST)}\n${words.more.replace("#", text.length - LONGEST)}`;
    } catch {
      return `${words.bytes.replace("#", bytes.length)} ${type ?? "?"}`;
    }
  };

  const show = (answer, response, bytes, took) => {
    const status = element("p", {}, element("strong", {}, `${response.status} ${response.statusText}`), ` ${words.tookMs.replace("#", took)}`);
    const fields = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    answer.replaceChildren(status);
    if (response.redirected) answer.append(element("p", {}, `${words.redirected} ${new URL(response.url).pathname}`));
    answer.append(element("pre", { className: "fields" }, fields), element("pre", {}, readable(bytes, response.headers.get("content-type"))));
    $$("pre", answer).forEach((pre) => { if (pre.scrollHeight > pre.clientHeight || pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0; });
  };

  const send = async ({ method, target, fields, content }, answer) => {
    answer.replaceChildren(element("p", {}, words.sending));
    const start = performance.now();
    try {
      const response = await fetch(target, { method, headers: JSON.parse(fields ?? "{}"), body: content, cache: "no-store" });
      const bytes = new Uint8Array(await response.arrayBuffer());
      show(answer, response, bytes, Math.round(performance.now() - start));
    } catch {
      answer.replaceChildren(element("p", {}, words.noAnswer));
    }
  };

  const prepare = (button) => {
    const answer = element("div", { className: "answer" });
    answer.setAttribute("role", "status");
    button.after(answer);
    button.hidden = false;
    button.addEventListener("click", () => send(button.dataset, answer));
  };

  // Only one of the stages can answer as the book says: its `Server` field tells. Any other server leaves the buttons away.
  const ours = async () => {
    const response = await fetch(location.pathname, { cache: "no-store" });
    return /^stage\d\d-/.test(response.headers.get("server") ?? "");
  };
  if (buttons.length && location.protocol.startsWith("http")) {
    ours().then((yes) => { if (yes) buttons.forEach(prepare); }, () => {});
  }
}
