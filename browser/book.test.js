// The book as a reader has it: built by `cargo book`, served by stage 7, read in a real browser, in both languages.
// With SCREENSHOTS=folder it leaves pictures there.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { executablePath, root, start } from "./start.js";

const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const site = fileURLToPath(new URL("target/book/", root));
const pictures = process.env.SCREENSHOTS;
const LANGUAGES = { es: "es-CO", en: "en-GB" };
const CHAPTER = "stage03-parse.html";
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1366, height: 768 };

describe("the book", () => {
  let browser, server, address;

  before(async () => {
    assert.ok(executablePath, "no Chromium: apt-get install chromium, or CHROMIUM=/path/to/it");
    execFileSync("cargo", ["book", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    ({ server, address } = await start("stage07-methods", "--site", site, "--quiet"));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  after(async () => {
    await browser?.close();
    server?.kill();
  });

  /** A page of its own, whose console must stay free of errors and which may ask its own server only. */
  async function open(target, options = {}) {
    const context = await browser.newContext({ locale: "en-GB", viewport: WIDE, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const errors = [];
    page.errors = errors;
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) errors.push(message.text()); });
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "data:" && origin !== address) errors.push(`asked another host: ${request.url()}`);
    });
    if (target) await page.goto(address + target, { waitUntil: "load" });
    return page;
  }

  async function done(page, picture) {
    if (pictures && picture) await page.screenshot({ path: join(pictures, `book-${picture}.png`) });
    assert.deepEqual(page.errors, []);
    await page.context().close();
  }

  const pages = (language) => readdirSync(join(site, language)).filter((name) => name.endsWith(".html"));
  const text = (language, name) => readFileSync(join(site, language, name), "utf8");

  /** The page with a "try it" button; the book has some, or this test would see nothing. */
  function pageWithTry(language) {
    const found = pages(language).find((name) => name !== "print.html" && /<button[^>]*class="try"/.test(text(language, name)));
    assert.ok(found, "no page has a button to try");
    return found;
  }

  async function violations(page, options) {
    const { violations } = await page.evaluate((options) => axe.run(document, options), { resultTypes: ["violations"], selectors: false, ...options });
    return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  }

  /** With its fonts and two frames later, the page has reacted to what was opened, or to its new size. */
  const drawn = (page) => page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  })));

  const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  /** What must hold of each page: no axe finding in the light, none in the dark, nothing sticks out on a small screen. */
  async function examine(page, language, name) {
    const findings = [];
    const note = (where, list) => findings.push(...list.map((each) => `${language}/${name} ${where}: ${each}`));
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.goto(`${address}/${language}/${name}`, { waitUntil: "load" });
    await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => { fold.open = true; }));
    await page.evaluate(axe);
    await drawn(page);
    note("light", await violations(page, { rules: { "target-size": { enabled: true } } }));
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    // The whole book once more in the dark would take half of all the time, and show what its pages show.
    if (name !== "print.html") note("dark", await violations(page, { runOnly: ["color-contrast", "link-in-text-block"] }));
    await page.setViewportSize(NARROW);
    await drawn(page);
    note("360 px", await violations(page, { runOnly: ["scrollable-region-focusable", "target-size", "region", "button-name", "link-name"] }));
    if (await tooWide(page) > 0) findings.push(`${language}/${name}: ${await tooWide(page)} px too wide at 360`);
    if (await page.locator("html").getAttribute("lang") !== language) findings.push(`${language}/${name}: wrong lang`);
    return findings;
  }

  describe("every page: no finding by axe, light, dark and small; nobody else is asked; no error", { concurrency: true }, () => {
    for (const language of Object.keys(LANGUAGES)) {
      test(language, async () => {
        const names = pages(language);
        assert.ok(names.length >= 29, `only ${names.length} pages`);
        const page = await open(null, { locale: LANGUAGES[language] });
        const findings = [];
        for (const name of names) findings.push(...await examine(page, language, name));
        assert.deepEqual(findings, []);
        await done(page);
      });
    }
  });

  test("what unfolds only by hand is clean, too: contents, search, an answer", async () => {
    const page = await open(`/es/${CHAPTER}`, { viewport: NARROW, colorScheme: "dark" });
    await page.evaluate(axe);
    await page.locator("#frame-contents-button").click();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await page.locator("#frame-search-button").click();
    await page.locator("#frame-query").fill("petición");
    await page.locator("#frame-results a").first().waitFor();
    assert.deepEqual(await violations(page), []);
    await done(page, "search-small-dark");
    const trying = await open(`/es/${pageWithTry("es")}`);
    await trying.evaluate(axe);
    await trying.locator("button.try").first().click();
    await trying.locator(".answer pre").first().waitFor();
    assert.deepEqual(await violations(trying), []);
    await done(trying, "try");
  });

  test("the way in leads to the reader's language, and to the one chosen last", async () => {
    for (const [language, locale] of [["es", "es-CO"], ["en", "en-GB"], ["en", "fr-FR"]]) {
      const page = await open("/", { locale });
      await page.waitForURL(`**/${language}/index.html`);
      await page.locator("#frame-language").click();
      const other = language === "es" ? "en" : "es";
      await page.waitForURL(`**/${other}/index.html`);
      await page.goto(`${address}/`);
      await page.waitForURL(`**/${other}/index.html`);
      await done(page);
    }
  });

  test("the switch leads to the same place of the same page", async () => {
    const page = await open(`/es/${CHAPTER}`, { locale: "es-CO" });
    const ids = await page.locator("main h2[id]").evaluateAll((all) => all.map(({ id }) => id));
    assert.ok(ids.length >= 8, `only ${ids.length} sections`);
    const middle = ids[Math.floor(ids.length / 2)];
    await page.locator(`#${middle}`).evaluate((heading) => heading.scrollIntoView());
    await page.locator(`#frame-language[href$="#${middle}"]`).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/en/${CHAPTER}#${middle}`);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    const top = await page.locator(`#${middle}`).evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < WIDE.height / 2, `the heading is at ${top}`);
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator('#frame-language:not([href*="#"])').waitFor();
    await done(page);
  });

  test("without JavaScript: text, contents, both ways to turn, and the switch to the same page", async () => {
    const page = await open(`/es/${CHAPTER}`, { javaScriptEnabled: false });
    assert.ok((await page.locator("main").innerText()).length > 2000);
    assert.equal(await page.locator("#frame-contents [aria-current=page]").getAttribute("href"), CHAPTER);
    assert.equal(await page.locator("#frame-search-button").isVisible(), false);
    assert.equal(await page.locator("#frame-theme-button").isVisible(), false);
    assert.equal(await page.locator(".turn a").count(), 2);
    await page.locator("#frame-language").click();
    await page.waitForURL(`**/en/${CHAPTER}`);
    await page.setViewportSize(NARROW);
    await page.locator("#frame-contents-button").click();
    await page.locator("#frame-contents a", { hasText: /\S/ }).first().waitFor({ state: "visible" });
    await done(page);
  });

  test("search finds words without their accents, and leads to the section", async () => {
    for (const [language, typed, shown] of [["es", "peticion", "petición"], ["es", "PETICIÓN", "petición"], ["en", "requests", "request"]]) {
      const page = await open(`/${language}/index.html`);
      await page.keyboard.press("/");
      await page.locator("#frame-query").pressSequentially(typed);
      await page.locator("#frame-results mark").first().waitFor();
      const marks = await page.locator("#frame-results mark").evaluateAll((all) => all.map((mark) => mark.textContent.toLowerCase()));
      assert.ok(marks.some((mark) => mark.startsWith(shown)), `${typed}: ${marks}`);
      const links = await page.locator("#frame-results a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      for (const link of links) {
        const [file, id] = link.split("#");
        assert.ok(text(language, file).includes(`id="${id}"`), `${link} leads nowhere`);
      }
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => decodeURI(url).endsWith(`/${links[0]}`));
      await done(page);
    }
  });

  test("search says when there is nothing, in the page's language", async () => {
    for (const [language, nothing] of [["es", "No se encontró nada"], ["en", "Nothing found"]]) {
      const page = await open(`/${language}/index.html`);
      await page.locator("#frame-search-button").click();
      await page.locator("#frame-query").fill("qwxyz");
      await page.locator("#frame-found", { hasText: nothing }).waitFor();
      await done(page);
    }
  });

  test("a request can be tried: status, fields, content; markup is shown as text", async () => {
    const page = await open(`/en/${pageWithTry("en")}`);
    const button = page.locator("button.try").first();
    const answer = page.locator(".answer").first();
    const send = async (data) => {
      await button.evaluate((node, data) => {
        for (const name of ["method", "target", "fields", "content"]) delete node.dataset[name];
        Object.assign(node.dataset, data);
      }, data);
      await button.click();
    };
    await button.click();
    await answer.locator("pre").first().waitFor();
    assert.match(await answer.innerText(), /^\d{3} .* ms/);
    assert.match(await answer.innerText(), /server: stage07-methods/);
    assert.equal(await answer.getAttribute("role"), "status");

    await send({ method: "POST", target: "/echo", fields: '{"Content-Type":"text/plain"}', content: "<b>¡hola!</b>" });
    await answer.getByText("<b>¡hola!</b>").waitFor();
    assert.equal(await answer.locator("b").count(), 0);

    const font = readdirSync(join(site, "en/fonts")).find((name) => name.endsWith(".woff2"));
    await send({ method: "GET", target: `/en/fonts/${font}` });
    await answer.getByText(/^\d+ bytes of font\/woff2/).waitFor();

    await page.context().setOffline(true);
    assert.deepEqual(page.errors, []);
    await send({ method: "GET", target: "/hello" });
    await answer.getByText("There was no answer").waitFor();
    page.errors = page.errors.filter((error) => !error.includes("ERR_INTERNET_DISCONNECTED"));
    await done(page);
  });

  test("nothing can be tried where another server serves the book", async (t) => {
    const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
    const other = createServer((request, response) => {
      const path = new URL(request.url, "http://localhost").pathname;
      response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
      response.end(readFileSync(join(site, path)));
    });
    await new Promise((resolve) => { other.listen(0, "127.0.0.1", resolve); });
    t.after(() => { other.close(); other.closeAllConnections(); });
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${other.address().port}/en/${pageWithTry("en")}`, { waitUntil: "networkidle" });
    assert.ok(await page.locator("button.copy").count() > 0, "the scripts did not run");
    assert.ok(await page.locator("button.try").count() > 0);
    assert.equal(await page.locator("button.try:visible").count(), 0);
    await page.context().close();
  });

  test("by keyboard alone: past the frame, through it, contents, turning pages; what has the focus shows it", async () => {
    const page = await open(`/en/${CHAPTER}`, { viewport: NARROW });
    const focused = (property) => page.evaluate((property) => document.activeElement[property], property);
    const visible = () => page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
    await page.keyboard.press("Tab");
    assert.equal(await focused("className"), "skip");
    assert.ok((await page.locator(".skip").boundingBox()).y >= 0, "the skip link is not in view");
    await page.keyboard.press("Enter");
    assert.equal(await focused("id"), "frame-main");

    await page.goto(`${address}/en/${CHAPTER}`);
    await page.keyboard.press("Tab");
    for (const id of ["frame-contents-button", "frame-search-button", "frame-theme-button", "frame-language"]) {
      for (let tabs = 0; await focused("id") !== id && tabs < 3; tabs += 1) await page.keyboard.press("Tab");
      assert.equal(await focused("id"), id);
      assert.ok(await visible(), `${id} does not show its focus`);
    }
    await page.locator("#frame-contents-button").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("#frame-contents") !== null), "contents are not next");
    assert.ok(await visible(), "a line of the contents does not show its focus");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#frame-contents").isVisible(), false);
    assert.equal(await focused("id"), "frame-contents-button");

    await page.keyboard.press("/");
    assert.equal(await focused("id"), "frame-query");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowRight");
    await page.waitForURL("**/en/stage04-headers.html");
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL(`**/en/${CHAPTER}`);
    await done(page);
  });

  test("the theme follows the system until it is chosen, and is remembered", async () => {
    const page = await open("/es/index.html", { colorScheme: "dark" });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    await page.emulateMedia({ colorScheme: "light" });
    const light = await paper();
    assert.notEqual(light, dark);
    const button = page.locator("#frame-theme-button");
    assert.equal(await button.getAttribute("aria-label"), "Pasar al tema oscuro");
    await button.click();
    assert.equal(await paper(), dark);
    await page.reload();
    assert.equal(await paper(), dark);
    await page.locator("#frame-theme-button").click();
    assert.equal(await paper(), light);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.equal(await paper(), dark);
    await done(page);
  });

  test("on a wide screen the contents can be put away, and stay away", async () => {
    const page = await open(`/en/${CHAPTER}`);
    await page.locator("#frame-contents").waitFor();
    await page.locator("#frame-contents-button").click();
    await page.locator("#frame-contents").waitFor({ state: "hidden" });
    await page.reload();
    assert.equal(await page.locator("#frame-contents").isVisible(), false);
    assert.equal(await page.locator("#frame-contents-button").getAttribute("aria-expanded"), "false");
    await page.locator("#frame-contents-button").click();
    await page.locator("#frame-contents").waitFor();
    await done(page);
  });

  test("a projector gets larger letters; a small window at 200 % loses nothing", async () => {
    const size = async (page) => parseFloat(await page.locator("main p").first().evaluate((p) => getComputedStyle(p).fontSize));
    const page = await open(`/en/${CHAPTER}`, { viewport: { width: 640, height: 360 } });
    assert.ok(await tooWide(page) <= 0);
    const small = await size(page);
    await page.setViewportSize({ width: 1920, height: 1080 });
    assert.ok(await size(page) >= small * 1.25, `${small} and ${await size(page)}`);
    await done(page, "projector");
  });

  test("a link into something folded unfolds it", async () => {
    const page = await open(`/en/${CHAPTER}`);
    const id = await page.locator("details:not([open]) [id]").first().getAttribute("id");
    // Chromium would unfold by itself; other browsers need ours, so only its event is sent.
    await page.evaluate((id) => {
      history.replaceState(null, "", `#${id}`);
      dispatchEvent(new HashChangeEvent("hashchange"));
    }, id);
    await page.locator(`[id="${id}"]`).waitFor({ state: "visible" });
    await done(page);
  });

  test("a terminal's commands can be copied, without prompt and output", async () => {
    const page = await open(`/en/${CHAPTER}`);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const terminal = page.locator(".console:has(kbd)").first();
    await terminal.locator("button.copy").click();
    await terminal.getByText("Copied").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, (await terminal.locator("kbd").allTextContents()).join("\n"));
    assert.ok(!copied.startsWith("$"));
    await done(page);
  });

  test("on paper: one document with figures and answers, without the frame, buttons and diffs", async () => {
    for (const language of Object.keys(LANGUAGES)) {
      const page = await open(`/${language}/print.html`, { colorScheme: "dark" });
      await page.emulateMedia({ media: "print" });
      const shown = (selector) => page.locator(selector).evaluateAll((all) => all.filter((each) => each.checkVisibility()).length);
      for (const frame of [".bar", "#frame-contents", "dialog", "button", ".turn", ".skip", "details.diff"]) {
        assert.equal(await shown(frame), 0, `${frame} is printed`);
      }
      const chapters = pages(language).length - 3; // without 404, print and toc
      assert.equal(await shown("main h1"), chapters);
      assert.ok(await shown("main .drawing svg") >= chapters / 2, "figures are missing");
      assert.equal(await shown("main .drawing svg"), await page.locator("main .drawing svg").count());
      const answers = await page.locator("details:not(.diff, .diff *) > :not(summary)").count();
      assert.equal(await shown("details:not(.diff, .diff *) > :not(summary)"), answers);
      assert.ok(answers > 0);
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(paper, "rgb(255, 255, 255)");
      const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
      const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
      assert.ok(sheets >= chapters, `${sheets} sheets`);
      await done(page);
    }
  });

  test("an address that does not exist is answered in the language of its book", () => {
    assert.match(text("es", "404.html"), /<title>Esta página no existe · /);
    assert.match(text("en", "404.html"), /<title>There is no such page · /);
    for (const language of Object.keys(LANGUAGES)) assert.match(text(language, "404.html"), new RegExp(`<base href="/${language}/">`));
  });

  test("every page's switch leads to a page that exists", () => {
    for (const [language, other] of [["es", "en"], ["en", "es"]]) {
      for (const name of pages(language).filter((each) => !["404.html", "toc.html"].includes(each))) {
        assert.match(text(language, name), new RegExp(`href="\\.\\./${other}/${name}"`), `${language}/${name}`);
        assert.ok(pages(other).includes(name), `${other}/${name}`);
      }
    }
  });
});
