// The fast checks, without any service: `npm run verify`.
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { reportFailure } from "./lib/failure.mjs";
import { requireNode } from "./lib/packages.mjs";
import { Results, verifyParts } from "./lib/parts.mjs";
import { stateDirectory } from "./lib/paths.mjs";
import { abortRuns } from "./lib/process.mjs";
import { generated } from "./lib/stack.mjs";

const usage = "Usage: npm run verify\n\n  Format and lint, types, structure, dead code, unit tests.";

async function main() {
  readArguments(usage, {});
  requireNode();
  const logs = path.join(stateDirectory, "logs");
  const results = new Results(logs);
  await generated(logs);
  const { types, ...others } = verifyParts;
  const rest = async () => {
    for (const [name, part] of Object.entries(others)) await results.command(name, part);
  };
  await Promise.all([results.command("types", types), rest()]);
  return results.summarise();
}

for (const name of ["SIGINT", "SIGTERM"])
  process.once(name, () => {
    abortRuns();
    process.exit(130);
  });

main().then(
  (code) => process.exit(code),
  (error) => {
    reportFailure(error);
    process.exit(1);
  },
);
