import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
/** Copied as it is, so that it can be compared with its source. */
const FOREIGN = /^sandbox\/conformance\//;

const files = execFileSync("git", ["ls-files", "--", "*.ts", "*.tsx", "*.mjs", "*.css"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && !FOREIGN.test(file));
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

it("no file has more than 300 lines", () => {
  const long = files
    .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
    .filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});

it("nothing switches a check off, and no floor hides behind a barrel", () => {
  const faults = files.filter((file) => /(^|\/)index\.tsx?$/.test(file));
  for (const file of files.filter((each) => !each.endsWith("house.test.ts"))) {
    if (/@ts-(ignore|nocheck|expect-error)|\bas any\b|\.only\(/.test(read(file))) faults.push(file);
  }
  expect(faults).toEqual([]);
});

it("every server floor says that it is one", () => {
  const floors = /^lib\/(data|adapters|usecases|engine|operations|runtime|auth|http|telemetry)\//;
  const open = files.filter(
    (file) =>
      floors.test(file) &&
      !/\.test\.ts$|\/testing\.ts$/.test(file) &&
      !read(file).startsWith('import "server-only";'),
  );
  expect(open).toEqual([]);
});
