/* One page in the browser: what it asks for, what it complains of, how wide and how heavy it is, and what axe
   finds in it, in light and in dark. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
export const LIMITS = { pageBytes: 500_000, phoneWidth: PHONE.width };

/* What the reader gets who has read to the end: equations typeset, figures drawn. */
async function settled(page) {
  await page.evaluate(() => window.typesetEquations?.());
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
}

function listen(page, origin, found) {
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) {
      found.problems.add(`asks another host: ${url}`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400) found.problems.add(`${response.status()} for ${response.url()}`);
  });
  page.on("requestfinished", async (request) => {
    if (!request.url().startsWith(`${origin}/`)) return;
    const { pathname } = new URL(request.url());
    const { responseBodySize } = await request.sizes().catch(() => ({ responseBodySize: 0 }));
    found.bytes.set(pathname, Math.max(responseBodySize, found.bytes.get(pathname) ?? 0));
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") found.problems.add(`${reason}: ${request.url()}`);
  });
  page.on("pageerror", (error) => found.problems.add(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) found.problems.add(`console: ${message.text()}`);
  });
}

async function axe(page, theme, found) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  for (const { id, help, nodes } of violations) {
    found.problems.add(`axe, ${theme}: ${id} (${help}) at ${nodes.length} places, first ${nodes[0].target}`);
  }
  return violations.length;
}

async function open(browser, origin, name, theme, viewport, found) {
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
  await context.addInitScript((value) => {
    localStorage.setItem("mode", value);
    localStorage.setItem("theme", value);
  }, theme);
  const page = await context.newPage();
  listen(page, origin, found);
  await page.goto(`${origin}/${name}`, { waitUntil: "load" });
  await settled(page);
  return { page, close: () => context.close() };
}

async function onThePhone(page, found) {
  const { width, widest } = await page.evaluate((phone) => {
    const scrolls = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible") return true;
      }
      return false;
    };
    const wide = [...document.querySelectorAll("main *")].find(
      (element) => element.getBoundingClientRect().right > phone + 1 && !scrolls(element),
    );
    const name = wide && `${wide.tagName.toLowerCase()}.${[...wide.classList].join(".")}`;
    return { width: document.documentElement.scrollWidth, widest: name };
  }, PHONE.width);
  if (width > PHONE.width) {
    found.problems.add(`scrolls sideways at ${PHONE.width} px: ${width} px wide${widest ? `, first ${widest}` : ""}`);
  }
  return width;
}

function weigh(found) {
  let own = 0;
  let shared = 0;
  for (const [pathname, size] of found.bytes) {
    if (pathname.startsWith("/_static/")) shared += size;
    else own += size;
  }
  if (own > LIMITS.pageBytes) found.problems.add(`weighs ${own} bytes, more than ${LIMITS.pageBytes}`);
  return { own, shared };
}

export async function checkPage(browser, origin, name) {
  const found = { problems: new Set(), bytes: new Map() };
  const result = { page: name, axe: {} };

  const phone = await open(browser, origin, name, "light", PHONE, found);
  result.width = await onThePhone(phone.page, found);
  result.axe.phone = await axe(phone.page, "light on a phone", found);
  await phone.close();
  result.bytes = weigh(found);

  for (const theme of ["light", "dark"]) {
    const desk = await open(browser, origin, name, theme, DESK, found);
    const shown = await desk.page.evaluate(() => document.documentElement.dataset.theme);
    if (shown !== theme) found.problems.add(`shows ${shown} where ${theme} was asked for`);
    result.axe[theme] = await axe(desk.page, theme, found);
    await desk.close();
  }
  return { ...result, problems: [...found.problems] };
}
