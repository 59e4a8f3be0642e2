/* Checks the built site in a real browser; prints a table, keeps the figures, fails on any finding.
   Usage: node check.mjs FOLDER REPORT.json [page …]; the pages named are measured by Lighthouse too. */
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { checkFeatures } from "./features.mjs";
import { checkPage } from "./page.mjs";
import { serve } from "./server.mjs";
import { frontPage, heaviestPage, pagesOf } from "./site.mjs";
import { checkSpeed } from "./speed.mjs";

const [folder, report, ...more] = process.argv.slice(2);
const { CHROME_PATH, PYTHON = "python3", LIGHTHOUSE_RUNS = "3" } = process.env;
const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;

const server = await serve(folder, PYTHON);
const browser = await chromium.launch({ executablePath: CHROME_PATH, args: ["--no-sandbox"] });
const result = { date: new Date().toISOString(), browser: browser.version(), pages: [], speed: [] };
try {
  console.log("page | own weight | shared | axe phone/light/dark | width at 360 px");
  for (const name of pagesOf(folder)) {
    const page = await checkPage(browser, server.origin, name);
    result.pages.push(page);
    const { own, shared } = page.bytes;
    const axe = Object.values(page.axe).join("/");
    console.log(`${name} | ${kilobytes(own)} | ${kilobytes(shared)} | ${axe} | ${page.width} px`);
    for (const problem of page.problems) console.log(`    ${problem}`);
  }
  result.features = await checkFeatures(browser, server.origin, folder);
  for (const { feature, problem } of result.features) console.log(`${feature}: ${problem ?? "works"}`);
  await browser.close();

  console.log("page | performance | accessibility | best practices | SEO | paint and blocking");
  for (const name of new Set([frontPage(folder), heaviestPage(folder), ...more])) {
    const speed = await checkSpeed(server.origin, name, CHROME_PATH, Number(LIGHTHOUSE_RUNS));
    result.speed.push(speed);
    const measures = Object.entries(speed.measures).map((pair) => pair.join(" "));
    const [performance, ...others] = Object.values(speed.scores);
    const runs = `${performance} (of ${speed.runs.join(", ")})`;
    console.log([name, runs, ...others, measures.join(", ")].join(" | "));
    for (const problem of speed.problems) console.log(`    ${problem}`);
  }
} finally {
  await browser.close();
  server.stop();
}

writeFileSync(report, `${JSON.stringify(result, null, 1)}\n`);
const failed = [...result.pages, ...result.speed].flatMap(({ problems }) => problems);
failed.push(...result.features.flatMap(({ problem }) => problem ?? []));
console.log(failed.length ? `\n${failed.length} findings.` : "\nNo finding.");
process.exitCode = failed.length ? 1 : 0;
