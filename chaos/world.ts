import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ObservationSettings, observationDefaults } from "@/lib/domain/health/observation";
import { getRuntime, type Runtime } from "@/lib/runtime/runtime";
import { scheduleBackups } from "@/lib/usecases/backup/schedules";
import { setBackupStore } from "@/lib/usecases/backup/set-store";
import { registerCluster } from "@/lib/usecases/cluster/register";
import { ensureBuiltInSchedules } from "@/lib/usecases/schedule/built-in";
import { seedCatalog } from "@/prisma/seed/catalog";
import { seedCluster } from "@/prisma/seed/cluster";
import { attachWhatWasTried } from "@/prisma/seed/evidence";
import { seedReleases } from "@/prisma/seed/releases";
import { Breakpoints } from "./breakpoints";
import { type DirectCluster, openDirectly } from "./cluster";
import { type FaultProxy, startFaultProxy } from "./fault-proxy";
import { chaosScenario, type ScenarioPlace } from "./scenario";
import { until } from "./wait";
import { type StartedProcess, Workers } from "./workers";

const READY_LIMIT_MS = 120_000;
const SOAK_SECONDS = 3;
/** Long enough for visitors to be measured. */
const UAT_SECONDS = 20;
/** Whatever was before: until an environment serves its visitors are sent away. */
const ERRORS_AT_ALL = { floor: 0.1, factor: 0 };

/** What the script that starts the services hands over. */
export type Controls = {
  directory: string;
  kubeconfig: string;
  sandboxDirectory: string;
  /** As the administrator of the cluster's databases. */
  sandboxDatabaseUrl: string;
  startWorker(name: string): StartedProcess;
  restartDatabase(): Promise<void>;
  flushRedis(): Promise<void>;
  say(line: string): void;
};

export type Place = { id: string; namespace: string };

export type Chaos = Controls & {
  runtime: Runtime;
  cluster: DirectCluster;
  clusterId: string;
  proxy: FaultProxy;
  breakpoints: Breakpoints;
  workers: Workers;
  places: ReadonlyMap<string, Place>;
  planned: readonly ScenarioPlace[];
  /** Directory of the backups of an environment's tenant. */
  storeOf(name: string): string;
};

/** Writes everything that is known down, registered through the proxy; nothing runs on the cluster before `raise`. */
export async function makeChaos(controls: Controls, planned: readonly ScenarioPlace[]): Promise<Chaos> {
  const cluster = openDirectly(controls.kubeconfig);
  const proxy = await startFaultProxy(cluster.upstream);
  const kubeconfigFile = path.join(controls.directory, "kubeconfig-through-proxy");
  writeFileSync(kubeconfigFile, cluster.kubeconfigVia(proxy.url), { mode: 0o600 });
  const runtime = getRuntime();
  const storeOf = (name: string) => path.join(controls.directory, "object-store", name);
  const clusterId = await seed(runtime, readFileSync(kubeconfigFile, "utf8"), planned, storeOf);
  const rows = await runtime.db.prisma.environment.findMany({
    select: { id: true, name: true, namespace: true },
  });
  const places = new Map(rows.map(({ name, ...place }) => [name, place]));
  const breakpoints = await Breakpoints.install(runtime.env.DATABASE_URL);
  const workers = new Workers(controls.startWorker);
  return { ...controls, runtime, cluster, clusterId, proxy, breakpoints, places, planned, workers, storeOf };
}

async function seed(
  runtime: Runtime,
  kubeconfig: string,
  planned: readonly ScenarioPlace[],
  storeOf: (name: string) => string,
): Promise<string> {
  const scenario = chaosScenario(planned);
  const actor = { kind: "system", id: "seed", name: "Holdfast" } as const;
  const system = runtime.context(actor, randomUUID(), new Date());
  const metricsSource = {
    kind: "service",
    namespace: "monitoring",
    service: "prometheus-server",
    port: 80,
  } as const;
  const region = "This machine";
  const { id } = await registerCluster(system, { name: "chaos", region, kubeconfig, metricsSource });
  const releases = await seedReleases(system, runtime.env.HOLDFAST_REGISTRIES, scenario);
  await attachWhatWasTried(system, scenario.releases, releases);
  // Nobody signs in here: a password that nobody knows.
  await seedCatalog(runtime, scenario, { clusterId: id, releases, passwordOf: () => randomUUID() });
  for (const { id: tenantId, slug } of await runtime.db.prisma.tenant.findMany())
    await setBackupStore(system, { tenantId, repository: storeOf(slug) });
  await stopClock(runtime);
  await limitOperations(runtime, 20);
  const quick = { soakSeconds: SOAK_SECONDS, canarySoakSeconds: SOAK_SECONDS, whenThin: "go_on" } as const;
  const asking = {
    soakSeconds: UAT_SECONDS,
    minimumRequests: 5,
    whenThin: "ask",
    thresholds: [{ signal: "error_ratio", warning: ERRORS_AT_ALL, trigger: ERRORS_AT_ALL }],
  } as const;
  await watch(runtime, "staging", quick);
  await watch(runtime, "production", quick);
  await watch(runtime, "uat", asking);
  return id;
}

const BY_THE_CLOCK = ["backup.environment", "backup.prune", "backup.verify", "drill.due"];

/** Switches off what the clock would begin in the middle of a case: no case counts on it. */
async function stopClock({ db }: Runtime): Promise<void> {
  const now = new Date();
  await ensureBuiltInSchedules(db, now);
  await scheduleBackups(db, { now, signal: new AbortController().signal, payload: {} });
  await db.prisma.schedule.updateMany({ where: { kind: { in: BY_THE_CLOCK } }, data: { enabled: false } });
}

async function watch(
  { db }: Runtime,
  stage: ScenarioPlace["stage"],
  chosen: Partial<ObservationSettings>,
): Promise<void> {
  const settings = { ...observationDefaults(stage), ...chosen };
  const thresholds = settings.thresholds.map((threshold) => ({ ...threshold }));
  const data = { ...settings, canaryPercents: [...settings.canaryPercents], thresholds };
  await db.prisma.observationPolicy.create({ data: { stage, settings: data } });
}

/** How many operations may run at once on the cluster. */
export async function limitOperations({ db }: Runtime, maxOperations: number): Promise<void> {
  await db.prisma.cluster.updateMany({ data: { maxOperations } });
}

/** Brings these environments to life on the cluster and waits until every one of them serves. */
export async function raise(chaos: Chaos, names: readonly string[]): Promise<void> {
  const chosen = chaos.planned.filter(({ name }) => names.includes(name));
  await seedCluster(chaos.runtime, chaosScenario(chosen), chaos.clusterId);
  for (const { namespace } of names.map((name) => placeOf(chaos, name))) {
    await until(`${namespace} serving`, READY_LIMIT_MS, async () => {
      const deployments = await chaos.cluster.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
      return deployments.length === 2 && deployments.every(({ status }) => status?.availableReplicas === 1);
    });
  }
}

/** Takes them off the cluster again: two processors are few. */
export async function raze(chaos: Chaos, names: readonly string[]): Promise<void> {
  const places = names.map((name) => placeOf(chaos, name));
  const copies = await chaos.runtime.db.prisma.scratchCopy.findMany({
    where: { state: "standing", environmentId: { in: places.map(({ id }) => id) } },
  });
  for (const { namespace } of [...copies, ...places])
    await chaos.cluster.remove(`/api/v1/namespaces/${namespace}`);
}

export function placeOf(chaos: Pick<Chaos, "places">, name: string): Place {
  const place = chaos.places.get(name);
  if (place === undefined) throw new Error(`The chaos scenario has no environment ${name}.`);
  return place;
}

export const rowOf = ({ runtime }: Chaos, operationId: string) =>
  runtime.db.prisma.operation.findUniqueOrThrow({ where: { id: operationId } });

/** Waits for the operation's end; answers the state it ended in. */
export function ended(chaos: Chaos, operationId: string, limitMs: number): Promise<string> {
  return until(`the end of operation ${operationId}`, limitMs, async () => {
    const { state, finishedAt } = await rowOf(chaos, operationId);
    return finishedAt === null ? null : state;
  });
}

/** The step that is under way in an environment, parked or not; null between steps. */
export async function stepIn({ runtime }: Chaos, environmentId: string): Promise<string | null> {
  const where = { operation: { environmentId, finishedAt: null }, state: "running" as const };
  const row = await runtime.db.prisma.operationStep.findFirst({ where, select: { name: true } });
  return row?.name ?? null;
}
