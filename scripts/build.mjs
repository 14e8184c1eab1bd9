// Builds the app and the programs beside it; what is up to date is left alone.
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { buildPart } from "./lib/build.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";
import { requireNode } from "./lib/packages.mjs";
import { stateDirectory } from "./lib/paths.mjs";
import { abortRuns } from "./lib/process.mjs";
import { step } from "./lib/progress.mjs";

const usage = `Usage: npm run build -- [--only sandbox|node|next]

  (no flag)        everything: database client, app, worker and tools, sandbox
  --only sandbox   dist/sandbox.mjs, dist/erp.mjs, dist/toolbox.mjs
  --only node      dist/worker.mjs, dist/seed.mjs, dist/audit-verify.mjs
  --only next      the app (.next)`;

const titles = { client: "Database client", sandbox: "Sandbox", node: "Worker and tools", next: "App" };
const needsClient = { sandbox: false, node: true, next: true };

async function main() {
  const { values } = readArguments(usage, { only: { type: "string" } });
  const only = values.only;
  if (only !== undefined && !Object.hasOwn(needsClient, only))
    throw new Failure(`There is no part "${only}" to build.`, { details: usage });
  requireNode();
  const wanted = only ? [only] : Object.keys(needsClient);
  if (wanted.some((part) => needsClient[part])) await build("client");
  for (const part of wanted) await build(part);
}

function build(part) {
  const action = () => buildPart(part, { logs: path.join(stateDirectory, "logs") });
  return step(titles[part], action, (built) => `${titles[part]} ${built ? "built" : "up to date"}`);
}

for (const name of ["SIGINT", "SIGTERM"])
  process.once(name, () => {
    abortRuns();
    process.exit(130);
  });

main().catch((error) => {
  reportFailure(error);
  process.exitCode = 1;
});
