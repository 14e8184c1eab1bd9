// A cluster in a box on its own, in the foreground: `npm run sandbox -- --dir DIR`.
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { reportFailure } from "./lib/failure.mjs";
import { stateDirectory } from "./lib/paths.mjs";
import { choosePorts } from "./lib/ports.mjs";
import { prepare } from "./lib/prepare.mjs";
import { say, step } from "./lib/progress.mjs";
import { startSandbox } from "./lib/sandbox.mjs";
import { runSession } from "./lib/session.mjs";
import { built } from "./lib/stack.mjs";

const usage = `Usage: npm run sandbox -- [--dir DIR] [--no-traffic]

  --dir DIR       where its state lives (.holdfast/sandbox-only); several may run side by side
  --no-traffic    no invented business traffic`;

let running = false;

async function run(supervisor, { directory, traffic }) {
  const logs = path.join(directory, "logs");
  await prepare(["postgres", "openssl", "prometheus", "restic"], { logs });
  await built("Sandbox programs", "sandbox", logs);
  const { sandboxPostgres } = await choosePorts(path.join(directory, "state.json"), ["sandboxPostgres"]);
  const start = () => startSandbox(supervisor, { dir: directory, postgresPort: sandboxPostgres, traffic });
  const { kubeconfig, ports } = await step("Sandbox cluster", start);
  running = true;
  say(`\n  Kubernetes API   https://127.0.0.1:${ports.api}`);
  say(`  Ingress          http://127.0.0.1:${ports.ingress}`);
  say(`  Image registry   http://127.0.0.1:${ports.registry}`);
  say(`  kubectl          kubectl --kubeconfig ${path.relative(process.cwd(), kubeconfig)} get pods -A`);
  say("  Stop             Ctrl-C\n");
  return await supervisor.death;
}

try {
  const flags = { dir: { type: "string" }, "no-traffic": { type: "boolean" } };
  const { values } = readArguments(usage, flags);
  const directory = path.resolve(values.dir ?? path.join(stateDirectory, "sandbox-only"));
  const busy = ({ pid }) =>
    `A sandbox is already running in ${directory} (process ${pid}). Stop it with: kill ${pid}`;
  const traffic = values["no-traffic"] !== true;
  await runSession({ directory, busy, isRunning: () => running }, (supervisor) =>
    run(supervisor, { directory, traffic }),
  );
} catch (error) {
  reportFailure(error);
  process.exit(1);
}
