/* The pages of the built site. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

const REFRESH = /http-equiv="Refresh" content="0; url=([^"]+)"/i;

/* Every page that stands for itself: no template, and no page that only leads on to another. */
export function pagesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => name.endsWith(".html") && !name.startsWith("_static/"))
    .filter((name) => !REFRESH.test(readFileSync(path.join(folder, name), "utf8")))
    .sort();
}

export function frontPage(folder) {
  const index = readFileSync(path.join(folder, "index.html"), "utf8");
  return REFRESH.exec(index)?.[1] ?? "index.html";
}

export function heaviestPage(folder) {
  const size = (name) => statSync(path.join(folder, name)).size;
  return pagesOf(folder).reduce((heaviest, name) => (size(name) > size(heaviest) ? name : heaviest));
}
