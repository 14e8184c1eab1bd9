import { type Chaos, placeOf, rowOf } from "./world";

/** What an operation left behind, in words that are the same for every environment and every worker. */
export type Snapshot = Awaited<ReturnType<typeof snapshotOf>>;

export async function snapshotOf(chaos: Chaos, name: string, operationId: string) {
  const { prisma } = chaos.runtime.db;
  const place = placeOf(chaos, name);
  const operation = await rowOf(chaos, operationId);
  const steps = await prisma.operationStep.findMany({ where: { operationId }, orderBy: { position: "asc" } });
  const environment = await prisma.environment.findUniqueOrThrow({
    where: { id: place.id },
    include: { release: { select: { name: true } } },
  });
  const moves = await prisma.changeMove.findMany({
    where: { changeId: operation.changeId ?? "" },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  const smoke = await prisma.smokeRun.findMany({ where: { operationId }, orderBy: { at: "asc" } });
  const auditEnds = await prisma.auditEntry.findMany({
    where: { targetKind: "operation", targetId: operationId },
    orderBy: { sequence: "asc" },
  });
  return {
    operation: `${operation.state} in ${operation.phase}`,
    sentence: withoutNumbers(operation.sentence, name),
    steps: steps.map((step) => `${step.name} ${step.state}`),
    environment: `${environment.state} on ${environment.release?.name ?? "nothing"}`,
    environmentSentence: withoutNumbers(environment.stateSentence, name),
    moves: moves.map(({ event, toState }) => `${event} → ${toState}`),
    smoke: smoke.map(({ passed }) => (passed ? "passed" : "failed")),
    auditEnds: auditEnds.map(({ action }) => action),
    passes: await prisma.stagePass.count({ where: { operationId } }),
    ...(await clusterSnapshot(chaos, place.namespace)),
  };
}

/** Generations and revisions tell of every rollout there ever was; Jobs and their pods of every migration. */
export async function clusterSnapshot({ cluster }: Chaos, namespace: string) {
  const deployments = await cluster.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
  const jobs = await cluster.list(`/apis/batch/v1/namespaces/${namespace}/jobs`);
  const pods = await cluster.list(`/api/v1/namespaces/${namespace}/pods`);
  const ofJob = pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === "Job"));
  return {
    deployments: deployments
      .map(({ metadata, status }) => {
        const revision = metadata.annotations?.["deployment.kubernetes.io/revision"] ?? "none";
        return `${metadata.name} generation ${metadata.generation} revision ${revision} available ${status?.availableReplicas ?? 0}`;
      })
      .sort(),
    jobs: jobs.map(({ status }) => `succeeded ${status?.succeeded ?? 0}`),
    jobPods: ofJob.length,
  };
}

/** Durations and measurements differ from run to run; what happened must not. */
const withoutNumbers = (sentence: string, name: string): string =>
  sentence
    .replaceAll(name, "HERE")
    .replace(/\d+ (min|minutes?|h|hours?)( \d+ (s|seconds?))?/g, "N s")
    .replace(/\d+(\.\d+)? (s|seconds?)\b/g, "N s");
