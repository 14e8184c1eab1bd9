import type { DirectCluster, Item } from "./cluster";
import type { Lane } from "./courses";
import { dataSnapshot } from "./data";
import { type Chaos, placeOf, rowOf } from "./world";

/** What an operation left behind, in words that are the same for every environment and every worker. */
export type Snapshot = Awaited<ReturnType<typeof snapshotOf>>;

export async function snapshotOf(chaos: Chaos, { name, course }: Lane, operationId: string) {
  const place = placeOf(chaos, name);
  const operation = await rowOf(chaos, operationId);
  return {
    operation: `${operation.state} in ${operation.phase}`,
    sentence: withoutNumbers(operation.sentence, name),
    ...(await records(chaos, operationId, operation.changeId)),
    ...(await environmentRecords(chaos, name)),
    ...(await recoveryRecords(chaos, name)),
    copies: await copiesOf(chaos, name),
    ...(await dataSnapshot(chaos, name, course)),
    ...(await clusterSnapshot(chaos.cluster, place.namespace)),
  };
}

/** Backups with their proofs, drills, and restores: of a place that belongs to one case alone. */
async function recoveryRecords(chaos: Chaos, name: string) {
  const { prisma } = chaos.runtime.db;
  const { id } = placeOf(chaos, name);
  const orderBy = { createdAt: "asc" } as const;
  const backups = await prisma.backup.findMany({
    where: { environmentId: id },
    orderBy,
    include: { verifications: true },
  });
  const restores = await prisma.restore.findMany({ where: { targetEnvironmentId: id }, orderBy });
  const drills = await prisma.drill.findMany({
    where: { environmentId: id },
    orderBy,
    include: { _count: { select: { findings: true } } },
  });
  return {
    drills: drills.map(
      ({ state, tornDown, checks, _count }) =>
        `${state}, ${tornDown ? "nothing" : "something"} left, ${Array.isArray(checks) ? checks.length : 0} checks, ${_count.findings} findings`,
    ),
    backups: backups.map(
      ({ cause, state, proof, verifications }) =>
        `${cause} ${state} ${proof}, read back ${verifications.length} times`,
    ),
    restores: restores.map(
      ({ state, keptUntil, reconciliation }) =>
        `${state}, ${keptUntil === null ? "nothing" : "something"} kept, ${reconciliation === null ? "not " : ""}compared`,
    ),
  };
}

/** Scratch copies, and what stands in their namespaces. */
async function copiesOf({ runtime, cluster, places }: Chaos, name: string) {
  const rows = await runtime.db.prisma.scratchCopy.findMany({
    where: { environmentId: placeOf({ places }, name).id },
    orderBy: { createdAt: "asc" },
  });
  return Promise.all(
    rows.map(async ({ state, keptUntil, reconciliation, namespace }) => ({
      copy: `${state}, ${keptUntil === null ? "without" : "with"} an end, ${reconciliation === null ? "not " : ""}compared`,
      ...(await clusterSnapshot(cluster, namespace)),
    })),
  );
}

async function records({ runtime }: Chaos, operationId: string, changeId: string | null) {
  const { prisma } = runtime.db;
  const where = { operationId };
  const steps = await prisma.operationStep.findMany({ where, orderBy: { position: "asc" } });
  const moves = await prisma.changeMove.findMany({
    where: { changeId: changeId ?? "00000000-0000-0000-0000-000000000000" },
    // Some happen at the same moment, in one transaction.
    orderBy: [{ at: "asc" }, { event: "asc" }],
  });
  const smoke = await prisma.smokeRun.findMany({ where });
  const audit = await prisma.auditEntry.findMany({
    where: { targetKind: "operation", targetId: operationId },
    orderBy: { sequence: "asc" },
  });
  const looks = await prisma.operationObservation.findMany({ where, orderBy: { at: "asc" } });
  return {
    steps: steps.map((step) => `${step.name} ${step.state}`),
    moves: moves.map(({ event, toState }) => `${event} → ${toState}`),
    smokePassed: smoke.filter(({ passed }) => passed).length,
    // Checks that failed and whose worker died before it could say so are run again, and fail again.
    smokeFailed: smoke.some(({ passed }) => !passed),
    audit: audit.map(({ action }) => action),
    passes: await prisma.stagePass.count({ where }),
    notices: await prisma.notice.count({ where }),
    lastLooks: looks.filter(({ courses }) => courses !== null).map(({ step }) => step),
  };
}

async function environmentRecords(chaos: Chaos, name: string) {
  const environment = await chaos.runtime.db.prisma.environment.findUniqueOrThrow({
    where: { id: placeOf(chaos, name).id },
    include: { release: { select: { name: true } } },
  });
  return {
    environment: `${environment.state} on ${environment.release?.name ?? "nothing"}`,
    environmentSentence: withoutNumbers(environment.stateSentence, name),
  };
}

/**
 * Generations and revisions tell of every rollout there ever was, Jobs and their pods of every update, the entrance
 * of the visitors' shares and the closed door, and the names of what else there is of everything left behind.
 */
export async function clusterSnapshot(cluster: DirectCluster, namespace: string) {
  const list = (group: string, kind: string) => cluster.list(`/${group}/namespaces/${namespace}/${kind}`);
  const traefik = "apis/traefik.io/v1alpha1";
  const jobs = await list("apis/batch/v1", "jobs");
  const pods = await list("api/v1", "pods");
  const entrance = [...(await list(traefik, "ingressroutes")), ...(await list(traefik, "traefikservices"))];
  const named = async (group: string, kind: string) => namesOf(kind, await list(group, kind));
  return {
    deployments: (await list("apis/apps/v1", "deployments")).map(deploymentLine).sort(),
    jobs: jobs
      .map(({ metadata, status }) => `${withoutId(metadata.name)} succeeded ${status?.succeeded ?? 0}`)
      .sort(),
    jobPods: pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === "Job"))
      .length,
    entrance: entrance.map(({ metadata, spec }) =>
      `${metadata.name} ${JSON.stringify(spec)}`.replace(/Host\(`[^`]*`\)/g, "HOST"),
    ),
    others: [
      ...(await named("api/v1", "services")),
      ...(await named("api/v1", "configmaps")),
      ...(await named("api/v1", "secrets")),
      ...(await named(traefik, "middlewares")),
      ...(await named("apis/networking.k8s.io/v1", "networkpolicies")),
      ...(await named("apis/postgresql.cnpg.io/v1", "clusters")),
    ],
  };
}

function deploymentLine({ metadata, spec, status }: Item): string {
  const revision = metadata.annotations?.["deployment.kubernetes.io/revision"] ?? "none";
  const pods = `wanted ${spec?.replicas ?? 1} available ${status?.availableReplicas ?? 0}`;
  return `${metadata.name} generation ${metadata.generation} revision ${revision} ${pods}`;
}

const namesOf = (kind: string, items: readonly Item[]): string[] =>
  items.map(({ metadata }) => `${kind} ${withoutId(metadata.name)}`).sort();

/** What an operation makes carries its id: op-ID-PURPOSE, or behind the name of what it is like. */
const withoutId = (name: string): string => name.replace(/(^|-)op-[0-9a-z]+/, "$1op");

/** Durations and measurements differ from run to run; what happened must not. */
const withoutNumbers = (sentence: string, name: string): string =>
  sentence
    .replaceAll(name, "HERE")
    .replace(/\b(RST|SCR|scratch)-\d+/g, "$1-N")
    .replace(/\bop-[0-9a-f]+\b/g, "op-N")
    // Percent signs stand behind a space that does not break.
    .replace(/\d+([.,]\d+)?\s([kMG]?B|%)/g, "N")
    .replace(/\b(HERE\w*)_[0-9a-f]+\b/g, "$1")
    .replace(/\d+ (min|minutes?|h|hours?)( \d+ (s|seconds?))?/g, "N s")
    .replace(/\d+(\.\d+)? (s|seconds?)\b/g, "N s")
    .replace(/ (N s|right) after /g, " after ");
