import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Role } from "@/lib/domain/access/roles";
import { getRuntime, type Runtime } from "@/lib/runtime/runtime";
import { approveChange } from "@/lib/usecases/change/approve";
import { draftChange } from "@/lib/usecases/change/draft";
import { startChange } from "@/lib/usecases/change/start";
import { submitChange } from "@/lib/usecases/change/submit";
import type { Context } from "@/lib/usecases/context";
import { seedScenario } from "@/prisma/seed/scenario";
import { type DirectCluster, openDirectly } from "./cluster";
import { type FaultProxy, startFaultProxy } from "./fault-proxy";
import { chaosScenario } from "./scenario";
import { until } from "./wait";
import { type StartedProcess, Workers } from "./workers";

const READY_LIMIT_MS = 120_000;

/** What the script that starts the services hands over. */
export type Controls = {
  directory: string;
  kubeconfig: string;
  startWorker(name: string): StartedProcess;
  restartDatabase(): Promise<void>;
  flushRedis(): Promise<void>;
  say(line: string): void;
};

export type Place = { id: string; namespace: string };

export type Chaos = Controls & {
  runtime: Runtime;
  cluster: DirectCluster;
  proxy: FaultProxy;
  workers: Workers;
  places: ReadonlyMap<string, Place>;
};

/** Seeds one environment per name, registered through the proxy, and waits until every one of them serves. */
export async function makeChaos(controls: Controls, names: readonly string[]): Promise<Chaos> {
  const cluster = openDirectly(controls.kubeconfig);
  const proxy = await startFaultProxy(cluster.upstream);
  const kubeconfigFile = path.join(controls.directory, "kubeconfig-through-proxy");
  writeFileSync(kubeconfigFile, cluster.kubeconfigVia(proxy.url), { mode: 0o600 });
  const runtime = getRuntime();
  const accountsFile = path.join(controls.directory, "accounts.json");
  await seedScenario(runtime, chaosScenario(names), { kubeconfigFile, accountsFile });
  const rows = await runtime.db.prisma.environment.findMany({
    select: { id: true, name: true, namespace: true },
  });
  const places = new Map(rows.map(({ name, ...place }) => [name, place]));
  const chaos = { ...controls, runtime, cluster, proxy, places, workers: new Workers(controls.startWorker) };
  for (const { namespace } of places.values()) {
    await until(`${namespace} serving`, READY_LIMIT_MS, async () => {
      const deployments = await cluster.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
      return deployments.length === 2 && deployments.every(({ status }) => status?.availableReplicas === 1);
    });
  }
  return chaos;
}

export function placeOf(chaos: Chaos, name: string): Place {
  const place = chaos.places.get(name);
  if (place === undefined) throw new Error(`The chaos scenario has no environment ${name}.`);
  return place;
}

async function personOf({ runtime }: Chaos, role: Role): Promise<Context> {
  const email = `${role}@chaos.example`;
  const { id, name } = await runtime.db.prisma.user.findUniqueOrThrow({ where: { email } });
  const grants = [{ role, scope: { level: "fleet" as const } }];
  const actor = { kind: "person" as const, id, name, sessionId: randomUUID(), grants };
  return runtime.context(actor, randomUUID(), new Date());
}

/** Drafts, submits, approves and starts a change by the same use-cases as everybody; answers the operation's id. */
export async function deploy(chaos: Chaos, name: string, releaseName: string): Promise<string> {
  const { prisma } = chaos.runtime.db;
  const { id: releaseId } = await prisma.release.findUniqueOrThrow({ where: { name: releaseName } });
  const developer = await personOf(chaos, "developer");
  const draft = await draftChange(developer, {
    environmentId: placeOf(chaos, name).id,
    releaseId,
    title: `${name} to ${releaseName}`,
    reason: "Proves what happens when things break.",
    rollbackPlan: "By itself.",
    fallback: "",
    communication: "",
  });
  const changeId = draft.id;
  const asked = await submitChange(developer, { changeId, version: draft.version });
  const manager = await personOf(chaos, "release_manager");
  const approved = await approveChange(manager, { changeId, version: asked.version, comment: "" });
  const started = await startChange(manager, { changeId, version: approved.version });
  if (started.operationId === null) throw new Error(`${name}: the start wrote no operation.`);
  return started.operationId;
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

/** The step that runs now; null between steps. */
export async function runningStep({ runtime }: Chaos, operationId: string): Promise<string | null> {
  const where = { operationId, state: "running" as const };
  const row = await runtime.db.prisma.operationStep.findFirst({ where, select: { name: true } });
  return row?.name ?? null;
}
