// Proves the audit log's chain of hashes: `npm run audit:verify`.
import { existsSync } from "node:fs";
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { buildPart } from "./lib/build.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";
import { inRoot, stateDirectory } from "./lib/paths.mjs";
import { lastLines, runToEnd } from "./lib/process.mjs";
import { readJson } from "./lib/state.mjs";

const usage = `Usage: npm run audit:verify

  Reads the database in DATABASE_URL, or without it the one of the running "npm start".
  Exit code 0: intact, 1: broken, 2: could not be read.`;

function databaseUrl() {
  const file = path.join(stateDirectory, "environment.json");
  const url = process.env.DATABASE_URL || readJson(file, {}).DATABASE_URL;
  if (!url) throw new Failure("Which database? Set DATABASE_URL, or start the product first: npm start");
  return url;
}

async function main() {
  readArguments(usage, {});
  const url = databaseUrl();
  const logs = path.join(stateDirectory, "logs");
  if (!existsSync(inRoot("dist", "audit-verify.mjs"))) {
    await buildPart("client", { logs });
    await buildPart("node", { logs });
  }
  const logFile = path.join(logs, "audit-verify.log");
  const options = { cwd: inRoot(), env: { DATABASE_URL: url }, logFile, limitSeconds: 600 };
  const code = await runToEnd(process.execPath, [inRoot("dist", "audit-verify.mjs")], options);
  console.log(lastLines(logFile, 40).split("\n").slice(1).join("\n"));
  return typeof code === "number" ? code : 2;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    reportFailure(error);
    process.exit(2);
  },
);
