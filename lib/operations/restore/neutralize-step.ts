import "server-only";
import {
  type CopySpec,
  copyErpReferences,
  neutralizeJobName,
  renderCopySecret,
  renderNeutralize,
} from "@/lib/domain/manifest/copy-erp";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { isComplaint, judgeMigration } from "@/lib/domain/operation/migration";
import { operationDigits } from "@/lib/domain/operation/name";
import { jobEnded } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { noted, whileLive } from "../deploy/live-wait";
import { referenceOf } from "../deploy/world";
import { type DataPlace, openPlace } from "../recovery/data-jobs";
import { namesOf } from "./jobs";

const MOST_LINES = 2_000;

/** A copy that is to be made harmless, and where. */
type Harmful = { cluster: ClusterConnection; copy: CopySpec; ctx: StepContext };

/** The copy as it stands beside what lives, in the eyes of the release that will run on it. */
const copyOf = (place: DataPlace): Harmful => ({
  cluster: place.cluster,
  ctx: place.ctx,
  copy: {
    environment: place.subject.environment,
    release: place.subject.release,
    operationDigits: operationDigits(place.subject.operationId),
    database: namesOf(place).copy,
  },
});

/**
 * Every installed module's own `data/neutralize.sql`, by the image that knows them, before web or scheduled actions see the
 * copy: the toolbox knows only what all have. Its process has the copy's keys and files alone.
 */
export const neutralize: DeployStep = {
  name: "neutralize",
  touches: true,
  isDone: async (effects, ctx) => harmlessAlready(copyOf(await openPlace(effects, ctx))),
  perform: async (effects, ctx) => makeHarmless(copyOf(await openPlace(effects, ctx))),
};

/** What came of the Job where it has ended; null where it has not. */
export async function harmlessAlready(harmful: Harmful): Promise<StepDone | null> {
  const { cluster, copy, ctx } = harmful;
  const live = await cluster.objects.read(referenceOf(renderNeutralize(copy).job), ctx.signal);
  return live !== null && jobEnded(live) ? followed(harmful) : null;
}

/** Runs the copy's Job, or follows the one an earlier worker has begun. @throws FailedCheck saying why it failed */
export async function makeHarmless(harmful: Harmful): Promise<StepDone> {
  const { cluster, copy, ctx } = harmful;
  const { settings, job } = renderNeutralize(copy);
  if ((await cluster.objects.read(referenceOf(job), ctx.signal)) === null) {
    const { namespace } = copy.environment;
    const living = await cluster.objects.readSecret(namespace, NAMES.databaseSecret, ctx.signal);
    if (living === null) throw new RefusedFailure(`Secret ${NAMES.databaseSecret} does not exist.`);
    const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
    await cluster.objects.apply([renderCopySecret(copy, living), settings, job], options);
    ctx.tell(`Job ${job.metadata.name} created.`, { kind: "state" });
  }
  return followed(harmful);
}

/** Follows the Job to its end, and takes its keys away whatever came of it. @throws FailedCheck saying why it failed */
async function followed({ cluster, copy, ctx }: Harmful): Promise<StepDone> {
  const { namespace } = copy.environment;
  const name = neutralizeJobName(copy.operationDigits);
  // The log is read from its beginning by everyone who follows it, since all of it is judged; it is told once.
  const before = noted(ctx, "told");
  const known = typeof before === "number" ? before : 0;
  const lines: string[] = [];
  const onLog = (fresh: readonly string[]) => {
    for (const line of fresh) {
      if (lines.length >= MOST_LINES) return;
      lines.push(line);
      if (lines.length > known) ctx.tell(line, { level: isComplaint(line) ? "error" : "info" });
    }
  };
  const outcome = await whileLive(ctx, {
    follow: (signal) => cluster.waits.job(namespace, name, { signal, onLog }),
    memo: () => ({ told: Math.max(lines.length, known) }),
    reason: `Waits for Job ${name}; it goes on as soon as that ends.`,
  });
  await removeKeys(cluster, copy.environment.namespace, copy.operationDigits, ctx.signal);
  const judged = judgeMigration(
    { ...outcome, lines: [...lines, ...outcome.logTail] },
    "neutralising the copy with the release's modules",
  );
  if (!judged.ok)
    throw new FailedCheck(judged.reason, { exitCode: outcome.exitCode, reason: outcome.reason });
  return done(`The modules of ${copy.release.name} have made the copy harmless with their own statements.`, {
    job: name,
  });
}

type Whose = { namespace: string; operationId: string };

async function removeKeys(
  cluster: Pick<ClusterConnection, "objects">,
  namespace: string,
  digits: string,
  signal: AbortSignal,
): Promise<void> {
  for (const reference of copyErpReferences(namespace, digits))
    if (reference.kind === "Secret" || reference.kind === "ConfigMap")
      await cluster.objects.remove(reference, signal);
}

/**
 * Ends a Job that still works on a copy nobody wants any more, and takes its keys away: also those of a worker that died
 * before it had made the Job. True when a Job was ended.
 */
export async function removeNeutralizing(
  cluster: Pick<ClusterConnection, "objects">,
  whose: Whose,
  signal: AbortSignal,
): Promise<boolean> {
  const { namespace, operationId } = whose;
  const name = neutralizeJobName(operationDigits(operationId));
  const job = { apiVersion: "batch/v1", kind: "Job", namespace, name };
  const live = await cluster.objects.read(job, signal);
  const works = live !== null && !jobEnded(live);
  if (works) await cluster.objects.remove(job, signal);
  await removeKeys(cluster, namespace, operationDigits(operationId), signal);
  return works;
}

/** The same for the operation's own copy, on its way back. */
export async function endNeutralizing({ cluster, subject, ctx }: DataPlace): Promise<void> {
  const { environment, operationId } = subject;
  const whose = { namespace: environment.namespace, operationId };
  if (await removeNeutralizing(cluster, whose, ctx.signal))
    ctx.tell("The Job that made the copy harmless was still running and was ended.", { level: "warn" });
}
