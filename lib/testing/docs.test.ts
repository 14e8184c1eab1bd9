import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const pages = [
  "README.md",
  ...readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map(
    (file) => `docs/${file}`,
  ),
];
const scripts = Object.keys(
  (JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { scripts: object }).scripts,
);

/** Paths in backticks or links that begin with a folder or file of this repository. */
function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([\w./-]+)`/g), ...text.matchAll(/\]\(([\w./-]+)\)/g)].map(
    ([, found]) => found ?? "",
  );
  const top = new Set(readdirSync(ROOT));
  return quoted.filter((found) => top.has(found.split("/")[0] ?? "") && !found.startsWith(".holdfast"));
}

it("the documentation names only paths and scripts that exist", () => {
  const wrong: string[] = [];
  for (const page of pages.filter((file) => file.endsWith(".md"))) {
    const text = readFileSync(path.join(ROOT, page), "utf8");
    for (const found of pathsIn(text))
      if (!existsSync(path.join(ROOT, found))) wrong.push(`${page}: ${found}`);
    for (const [, script = ""] of text.matchAll(/npm run ([\w:-]+)/g)) {
      if (!scripts.includes(script)) wrong.push(`${page}: npm run ${script}`);
    }
  }
  expect(wrong).toEqual([]);
});
