/* Lighthouse with its mobile preset, simulated throttling, the median of several runs. */
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

export const FLOORS = { performance: 90, accessibility: 100, "best-practices": 95, seo: 95 };
const MEASURES = {
  "first-contentful-paint": "FCP",
  "largest-contentful-paint": "LCP",
  "total-blocking-time": "TBT",
  "cumulative-layout-shift": "CLS",
};

async function once(url, chromePath) {
  const chromeFlags = ["--headless", "--no-sandbox", "--disable-gpu"];
  const chrome = await chromeLauncher.launch({ chromePath, chromeFlags, logLevel: "error" });
  try {
    const { lhr } = await lighthouse(url, {
      port: chrome.port,
      logLevel: "error",
      onlyCategories: Object.keys(FLOORS),
      throttlingMethod: "simulate",
    });
    if (lhr.runtimeError) throw new Error(`Lighthouse: ${lhr.runtimeError.message}`);
    return lhr;
  } finally {
    await chrome.kill();
  }
}

/* Why a category falls short: the audits that count and failed. */
function reasons(report, category) {
  return report.categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 0.9)
    .map(({ id }) => id)
    .join(", ");
}

export async function checkSpeed(origin, name, chromePath, runs) {
  const reports = [];
  for (let run = 0; run < runs; run += 1) reports.push(await once(`${origin}/${name}`, chromePath));
  reports.sort((a, b) => a.categories.performance.score - b.categories.performance.score);
  const median = reports[Math.floor(runs / 2)];
  const scores = {};
  const problems = [];
  for (const [category, floor] of Object.entries(FLOORS)) {
    scores[category] = Math.round(100 * median.categories[category].score);
    if (scores[category] < floor) {
      problems.push(`Lighthouse ${category} ${scores[category]}, less than ${floor}: ${reasons(median, category)}`);
    }
  }
  const measures = Object.fromEntries(
    Object.entries(MEASURES).map(([id, short]) => [short, median.audits[id].displayValue]),
  );
  const all = reports.map((report) => Math.round(100 * report.categories.performance.score));
  return { page: name, scores, runs: all, measures, problems };
}
