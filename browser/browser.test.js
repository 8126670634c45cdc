// The running stages in a real browser. `npm test` in this folder; needs Chromium.
// With SCREENSHOTS=folder it leaves pictures there, to be looked at.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { executablePath, start } from "./start.js";

const pictures = process.env.SCREENSHOTS;

/** Describes a stage: a browser, a server and a page whose console must stay free of errors. */
function stage(name, tests) {
  describe(name, () => {
    const it = {};
    before(async () => {
      assert.ok(executablePath, "no Chromium: apt-get install chromium, or CHROMIUM=/path/to/it");
      Object.assign(it, await start(name));
      it.browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
      it.open = async (target, options = {}) => {
        const context = await it.browser.newContext({ locale: "en-GB", ...options });
        const page = await context.newPage();
        it.errors = [];
        page.on("pageerror", (error) => it.errors.push(String(error)));
        page.on("console", (message) => {
          // Plain text names no icon, so the browser asks for one that stages 3 and 4 do not have.
          const icon = message.location().url.endsWith("/favicon.ico");
          if (message.type() === "error" && !icon) it.errors.push(message.text());
        });
        page.on("request", (request) => {
          const { host } = new URL(request.url());
          if (host !== new URL(it.address).host) it.errors.push(`asked another host: ${host}`);
        });
        it.response = await page.goto(it.address + target, { waitUntil: "networkidle" });
        return page;
      };
      it.done = async (page, picture) => {
        if (pictures) await page.screenshot({ path: join(pictures, `${name}-${picture}.png`), fullPage: true });
        assert.deepEqual(it.errors, []);
        await page.context().close();
      };
    });
    after(async () => {
      await it.browser?.close();
      it.server?.kill();
    });
    tests(it);
  });
}

for (const name of ["stage02-hello", "stage03-parse", "stage04-headers"]) {
  stage(name, (it) => {
    test("says hello", async () => {
      const page = await it.open("/hello");
      assert.equal(await page.locator("body").innerText(), "Hello, World!");
      await it.done(page, "hello");
    });
  });
}

stage("stage04-headers", (it) => {
  test("says hello in Spanish", async () => {
    const page = await it.open("/hello", { locale: "es-CO" });
    assert.equal(await page.locator("body").innerText(), "¡Hola, mundo!");
    await it.done(page, "hola");
  });
});

function site(it, number) {
  test("all links of the index lead somewhere", async () => {
    const page = await it.open("/");
    const links = await page.locator("a:visible").evaluateAll((all) => all.map((a) => a.href));
    const targets = [...new Set(links.map((link) => link.split("#")[0]))];
    assert.ok(targets.length >= 12, `only ${targets.length} links`);
    for (const target of targets) {
      const response = await page.context().request.get(target);
      assert.equal(response.status(), 200, target);
    }
    await it.done(page, "index");
  });

  test("the index shows what this stage can do", async () => {
    const page = await it.open("/");
    await page.locator(`[data-stage="${number}"]`).first().waitFor({ state: "attached" });
    const form = page.locator('form[action="/sentence"]').first();
    assert.equal(await form.isVisible(), number >= 7);
    await it.done(page, "stage");
  });

  test("every page shows its images, in both languages", async () => {
    const images = { "/page_one": 1, "/page_two": 2, "/page_three": 0, "/page_four": 1, "/images/": 5 };
    for (const [target, least] of Object.entries(images)) {
      for (const locale of ["es-ES", "en-GB"]) {
        const page = await it.open(target, { locale });
        const widths = await page.locator("img").evaluateAll((all) => all.map((image) => image.naturalWidth));
        assert.ok(widths.length >= least && widths.every((width) => width > 0), `${target}: ${widths}`);
        assert.equal(await page.locator("html").getAttribute("lang"), locale.slice(0, 2));
        await it.done(page, `${target.replaceAll("/", "")}-${locale.slice(0, 2)}`);
      }
    }
  });

  test("the language can be changed by keyboard, and stays", async () => {
    const page = await it.open("/");
    await page.locator('[data-choose="es"]').focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
    await page.goto(`${it.address}/page_one`);
    assert.equal(await page.locator("html").getAttribute("lang"), "es");
    await it.done(page, "espanol");
  });

  test("a small screen, in the dark", async () => {
    const page = await it.open("/", { viewport: { width: 360, height: 700 }, colorScheme: "dark", locale: "es-CO" });
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room, `${wide} px wide on a screen of ${room}`);
    await it.done(page, "small-dark");
  });
}

for (const [name, number] of [["stage05-files", 5], ["stage06-threads", 6], ["stage07-methods", 7]]) {
  stage(name, (it) => site(it, number));
}

stage("stage07-methods", (it) => {
  test("a word is added to the sentence", async () => {
    const page = await it.open("/sentence");
    for (const word of ["<b>hola</b>", "¡mundo!"]) {
      await page.locator('input[name="word"]').fill(word);
      await page.keyboard.press("Enter");
      await page.waitForLoadState("networkidle");
    }
    assert.equal(await page.locator(".sentence").innerText(), "<b>hola</b> ¡mundo!");
    assert.equal(new URL(page.url()).pathname, "/sentence");
    await it.done(page, "sentence");
  });

  test("the form of the index does it too", async () => {
    const page = await it.open("/");
    const form = page.locator('form[action="/sentence"]');
    await form.locator('input[name="word"]').fill("index");
    await form.locator("button").first().click();
    await page.waitForURL("**/sentence");
    assert.match(await page.locator(".sentence").innerText(), /index$/);
    await it.done(page, "from-index");
  });

  test("a user is created and deleted", async () => {
    const page = await it.open("/");
    const name = "Inés <i>Peña</i>";
    await page.locator('input[name="name"]').fill(name);
    await page.keyboard.press("Enter");
    await page.getByText(name).first().waitFor();
    const users = await (await page.context().request.get(`${it.address}/users`)).json();
    assert.deepEqual(users.map((user) => user.Nombre), [name]);
    await it.done(page, "user");
  });
});
