import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serverCertificates } from "@/sandbox/api/certificates";
import { kubeconfig, startApi } from "@/sandbox/api/server";
import { Store } from "@/sandbox/api/store";
import { startControllers } from "@/sandbox/controllers/start";
import { DatabaseController } from "@/sandbox/database/controller";
import { StateFiles } from "@/sandbox/files";
import { startIngress } from "@/sandbox/ingress/server";
import { installMonitoring } from "@/sandbox/monitoring/install";
import { startStateMetrics } from "@/sandbox/monitoring/state-metrics";
import { SandboxNode } from "@/sandbox/node/node";
import { BackupController } from "@/sandbox/postgres/backup-controller";
import { ClusterController } from "@/sandbox/postgres/cluster-controller";
import { buildImages } from "@/sandbox/registry/image";
import { ImageTable } from "@/sandbox/registry/resolve";
import { startRegistry } from "@/sandbox/registry/server";
import { startTraffic } from "@/sandbox/traffic/traffic";

const USAGE =
  "Usage: node dist/sandbox.mjs --dir DIR --postgres-url postgresql://USER@HOST:PORT/postgres [--no-traffic]";
const STOP_LIMIT_MS = 9_000;
/** File that says that the last run ended in order. */
const STOPPED = "stopped";

type Settings = { readonly directory: string; readonly postgresUrl: string; readonly traffic: boolean };
type Running = { stop(): Promise<void> };

/** Reads the command line. @throws Error with the usage when something is missing or unknown. */
function readSettings(): Settings {
  try {
    const { values } = parseArgs({
      options: {
        dir: { type: "string" },
        "postgres-url": { type: "string" },
        "no-traffic": { type: "boolean" },
      },
    });
    const { dir, "postgres-url": postgresUrl, "no-traffic": silent } = values;
    if (dir === undefined || postgresUrl === undefined)
      throw new Error("--dir and --postgres-url are needed.");
    if (!/^postgres(ql)?:\/\//.test(postgresUrl))
      throw new Error("--postgres-url must begin with postgresql://.");
    return { directory: resolve(dir), postgresUrl, traffic: silent !== true };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

/** The ERP program beside this bundle, or the one a test names. */
function erpProgram(): string {
  const program = process.env["SANDBOX_ERP_PROGRAM"] ?? fileURLToPath(new URL("./erp.mjs", import.meta.url));
  if (!existsSync(program))
    throw new Error(`The ERP program ${program} is missing: build the sandbox first.`);
  return program;
}

/** A program beside this bundle, or the one a test names; undefined when it was not built. */
function programBeside(name: "toolbox" | "postgres"): string | undefined {
  const given = process.env[`SANDBOX_${name.toUpperCase()}_PROGRAM`];
  const program = given ?? fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  return existsSync(program) ? program : undefined;
}

/** The system's Prometheus, or the one a test names; undefined when there is none. */
function prometheusProgram(): string | undefined {
  const given = process.env["SANDBOX_PROMETHEUS_PROGRAM"];
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  const usual = [...directories, "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  return given ?? usual.map((directory) => join(directory, "prometheus")).find((file) => existsSync(file));
}

async function start(settings: Settings): Promise<Running> {
  const files = new StateFiles(settings.directory);
  files.lock();
  files.remove("ready.json");
  const stoppedInOrder = files.read(STOPPED) !== undefined;
  files.remove(STOPPED);
  const token = files.secret("admin-token");
  const owner = files.secret("instance-id");
  const [tls, ports] = await Promise.all([serverCertificates(files), files.ports()]);
  const images = new ImageTable(buildImages());
  const store = new Store();
  const node = new SandboxNode({
    store,
    images,
    directory: settings.directory,
    programs: {
      erp: erpProgram(),
      prometheus: prometheusProgram(),
      toolbox: programBeside("toolbox"),
      postgres: programBeside("postgres"),
    },
    owner,
    stoppedInOrder,
  });
  const api = await startApi({
    store,
    port: ports.api,
    tokens: { admin: token },
    tls,
    runtime: node,
    dataFile: files.path("cluster.jsonl"),
  });
  const controllers = startControllers(store, { runtime: node, rootCertificate: tls.authority });
  const databases = new DatabaseController({ store, adminUrl: settings.postgresUrl, owner });
  databases.start();
  const clusters = [new ClusterController(store, files.path("object-store")), new BackupController(store)];
  const [registry, ingress, stateMetrics] = await Promise.all([
    startRegistry({ images, port: ports.registry }),
    startIngress({ store, port: ports.ingress, metricsPort: ports.ingressMetrics }),
    startStateMetrics({ store, port: ports.clusterMetrics, kubelet: node }),
  ]);
  installMonitoring(store, ports);
  node.start();
  const stopTraffic = settings.traffic
    ? startTraffic({ store, ingressPort: ports.ingress })
    : () => undefined;
  files.write("kubeconfig", kubeconfig({ port: ports.api, token, authority: tls.authority }), 0o600);
  files.write(
    "ready.json",
    `${JSON.stringify({ pid: process.pid, ports, startedAt: new Date().toISOString() })}\n`,
  );
  console.log(`sandbox ready api=${ports.api} ingress=${ports.ingress} registry=${ports.registry}`);
  return {
    async stop() {
      files.remove("ready.json");
      stopTraffic();
      for (const controller of [controllers, ...clusters]) controller.stop();
      const servers = [ingress, registry, stateMetrics, databases];
      await Promise.all([node.stop(), ...servers.map((server) => server.stop())]);
      await api.stop();
      files.write(STOPPED, `${new Date().toISOString()}\n`);
      files.remove("sandbox.pid");
    },
  };
}

/** Ends everything on SIGTERM or SIGINT; a second signal, or ten seconds, end the waiting. */
function stopOnSignal(running: Running): void {
  let asked = false;
  const handler = () => {
    if (asked) process.exit(1);
    asked = true;
    setTimeout(() => {
      console.error("sandbox: not everything stopped in time");
      process.exit(1);
    }, STOP_LIMIT_MS);
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`sandbox: while stopping: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", handler);
  process.on("SIGINT", handler);
}

try {
  stopOnSignal(await start(readSettings()));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
