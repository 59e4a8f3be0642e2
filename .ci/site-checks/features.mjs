/* What the scripts of the site do for the reader, tried as a reader would. A feature whose place is on no page
   of the site is not looked for. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pagesOf } from "./site.mjs";

/* The first page in whose source a pattern is found. */
const pageWith = (folder, pattern) =>
  pagesOf(folder).find((name) => pattern.test(readFileSync(path.join(folder, name), "utf8")));

function hold(condition, message) {
  if (!condition) throw new Error(message);
}

const FEATURES = {
  async search({ visit }) {
    const page = await visit("search.html?q=gradient");
    await page.waitForSelector("#search-results ul.search li a", { timeout: 15_000 });
  },
  async "theme switch"({ visit, chapter }) {
    const page = await visit(chapter);
    const seen = new Set();
    for (let press = 0; press < 3; press += 1) {
      await page.click(".theme-switch-button");
      const shown = await page.evaluate(() => [
        document.documentElement.dataset.theme,
        getComputedStyle(document.body).backgroundColor,
      ]);
      seen.add(shown.join(" "));
    }
    hold(seen.size >= 2, `three presses show only ${[...seen]}`);
  },
  async icons({ visit, chapter }) {
    const page = await visit(chapter);
    const bare = await page.evaluate(async () => {
      await document.fonts.ready;
      const icons = [...document.querySelectorAll("[class*='fa-']")].filter((icon) => icon.offsetWidth);
      const drawn = (icon) => {
        const style = getComputedStyle(icon, "::before");
        const text = style.content.replaceAll('"', "");
        const family = style.fontFamily.replaceAll('"', "");
        const has = (face) => face.family.replaceAll('"', "") === family && face.status === "loaded";
        return text !== "none" && [...document.fonts].some(has);
      };
      return icons.length ? icons.filter((icon) => !drawn(icon)).map((icon) => icon.className) : ["none at all"];
    });
    hold(bare.length === 0, `without a drawing: ${[...new Set(bare)]}`);
  },
  async "copy button"({ visit, chapter, context }) {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await visit(chapter);
    const cell = page.locator("div.highlight:has(button.copybtn)").first();
    const code = (await cell.locator("pre").innerText()).trim();
    await cell.hover();
    await cell.locator("button.copybtn").click();
    const copied = (await page.evaluate(() => navigator.clipboard.readText())).trim();
    hold(copied === code, `copied ${JSON.stringify(copied.slice(0, 60))}`);
  },
  async "folded parts"({ visit, folder }) {
    const name = pageWith(folder, /class="[^"]*\bdropdown\b[^"]*\badmonition\b|class="[^"]*\badmonition\b[^"]*\bdropdown\b/);
    if (!name) return;
    const page = await visit(name);
    const box = page.locator(".admonition.toggle-hidden, .admonition.dropdown").first();
    const height = async () => (await box.boundingBox()).height;
    const closed = await height();
    await box.locator(".toggle-button").click();
    await page.waitForTimeout(400);
    hold((await height()) > closed, "a press opens nothing");
  },
  async "hidden code"({ visit, folder }) {
    const name = pageWith(folder, /<details/);
    if (!name) return;
    const page = await visit(name);
    await page.locator("details summary").first().click();
    hold(await page.evaluate(() => document.querySelector("details").open), "a press opens nothing");
  },
  async menu({ visit, chapter }) {
    const page = await visit(chapter);
    await page.waitForFunction(() => window.bootstrap);
    await page.click(".dropdown-download-buttons > button");
    await page.waitForSelector(".dropdown-download-buttons .dropdown-menu.show", { state: "visible" });
  },
  async "heading in view"({ visit, chapter }) {
    const page = await visit(chapter);
    await page.waitForFunction(() => window.bootstrap);
    await page.evaluate(() => document.querySelectorAll(".bd-article section section")[2].scrollIntoView());
    await page.waitForSelector(".bd-toc-nav .nav-link.active");
  },
  async "sidebar on a phone"({ visit, chapter }) {
    const page = await visit(chapter, { width: 390, height: 844 });
    const link = page.locator(".bd-sidebar-primary .toctree-l1 a").first();
    const inView = async () => ((await link.boundingBox())?.x ?? -1) >= 0 && (await link.isVisible());
    hold(!(await inView()), "it is open from the start");
    await page.click(".primary-toggle");
    await page.waitForTimeout(600);
    hold(await inView(), "a press does not open it");
  },
  async equations({ visit, chapter }) {
    const page = await visit(chapter);
    await page.mouse.move(640, 450); // over the text: in its corner is the menu, which scrolls by itself
    await page.mouse.wheel(0, 1500);
    const source = () => [...document.querySelectorAll(".math")].filter((place) => !place.querySelector("mjx-container"));
    await page.waitForFunction(`(${source})().length === 0`, null, { timeout: 60_000 });
    hold(await page.evaluate(() => document.querySelector("mjx-merror") === null), "one shows an error");
  },
  async "link into a page"({ visit, chapter }) {
    const page = await visit(chapter);
    const ids = await page.evaluate(() => [...document.querySelectorAll(".bd-article section section[id]")].map(({ id }) => id));
    const id = ids.at(-2) ?? ids.at(-1);
    const there = await visit(`${chapter}#${id}`);
    await there.evaluate(() => window.typesetEquations());
    await there.waitForTimeout(500);
    const top = await there.evaluate((name) => document.getElementById(name).getBoundingClientRect().top, id);
    hold(top > -60 && top < 900, `#${id} ends ${Math.round(top)} px from the top of the window`);
  },
  async slider({ visit, folder }) {
    const name = pageWith(folder, /descent_slider\.js/);
    if (!name) return;
    const page = await visit(name);
    const box = page.locator(".descent-slider");
    const text = () => box.innerText();
    const before = await text();
    await box.locator("input[type=range]").first().focus();
    for (let press = 0; press < 5; press += 1) await page.keyboard.press("ArrowRight");
    hold((await text()) !== before, "an arrow key changes nothing");
  },
  async "pages without scripts"({ visit, chapter }) {
    const page = await visit(chapter, undefined, false);
    const text = await page.locator("main").innerText();
    hold(text.length > 5000 && /\\\(/.test(text), "the text or the source of the equations is missing");
  },
};

export async function checkFeatures(browser, origin, folder) {
  const chapter = pageWith(folder, /class="math notranslate/);
  const results = [];
  for (const [feature, tryIt] of Object.entries(FEATURES)) {
    const contexts = [];
    const first = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    contexts.push(first);
    const visit = async (name, viewport, javaScriptEnabled = true) => {
      const context = viewport || !javaScriptEnabled ? await browser.newContext({ viewport, javaScriptEnabled }) : first;
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(`${origin}/${name}`, { waitUntil: "load" });
      return page;
    };
    try {
      await tryIt({ visit, chapter, folder, context: first });
      results.push({ feature });
    } catch (error) {
      results.push({ feature, problem: `${feature}: ${error.message.split("\n")[0]}` });
    }
    for (const context of new Set(contexts)) await context.close();
  }
  return results;
}
