import "server-only";
import { renderMigrationJob } from "@/lib/domain/manifest/migration-job";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { withoutWorkloads } from "@/lib/domain/manifest/render";
import { FIELD_MANAGER } from "@/lib/domain/manifest/spec";
import { type DeploySubject, neededModules, specOf } from "@/lib/domain/operation/deploy-subject";
import { isComplaint, judgeMigration } from "@/lib/domain/operation/migration";
import { operationDigits } from "@/lib/domain/operation/name";
import { jobEnded, markedWith } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { type DeployEffects, type DeployStep, openSubject, wantedManifest } from "./effects";
import { noted, whileLive } from "./live-wait";
import { readAll, referenceOf } from "./world";

const MAX_JUDGED_LINES = 5_000;
const counted = (modules: number) => `${modules} ${modules === 1 ? "module" : "modules"}`;

/** The operation's one Job that updates the modules; its name is the same for every worker. */
export function migrationJob(subject: DeploySubject): ManifestObject {
  return renderMigrationJob({
    ...specOf(subject, subject.release),
    ...neededModules(subject),
    operationShortId: operationDigits(subject.operationId),
  });
}

/** Updates the modules with the new image. The pods of the release that runs are not touched. */
export const migrate: DeployStep = {
  name: "migrate",
  touches: true,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const live = await cluster.objects.read(referenceOf(migrationJob(subject)), ctx.signal);
    return jobEnded(live) ? followJob(cluster, subject, ctx) : null;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const job = migrationJob(subject);
    const live = await cluster.objects.read(referenceOf(job), ctx.signal);
    if (live === null) {
      await layFoundation(effects, cluster, ctx);
      await cluster.objects.apply([job], { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal });
      ctx.tell(`Job ${job.metadata.name} created.`, { kind: "state" });
    } else if (noted(ctx, "told") === undefined) {
      ctx.tell(`Job ${job.metadata.name} exists already: its log is followed.`, { kind: "state" });
    }
    return followJob(cluster, subject, ctx);
  },
};

/** Creates what the Job's pod needs and the namespace lacks; what exists belongs to the running release and stays. */
async function layFoundation(
  effects: DeployEffects,
  cluster: ClusterConnection,
  ctx: StepContext,
): Promise<void> {
  const { objects, contentHash } = await wantedManifest(effects, ctx);
  const foundation = withoutWorkloads(objects);
  const live = await readAll(cluster, foundation, ctx.signal);
  const missing = foundation.filter((_, index) => (live[index] ?? null) === null);
  if (missing.length === 0) return;
  const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
  await cluster.objects.apply(markedWith(missing, contentHash), options);
}

async function followJob(
  cluster: ClusterConnection,
  subject: DeploySubject,
  ctx: StepContext,
): Promise<StepDone> {
  const job = migrationJob(subject);
  const lines: string[] = [];
  let late: string | undefined;
  // The log is read from its beginning by everyone who follows it, since all of it is judged; it is told once.
  const before = noted(ctx, "told");
  const known = typeof before === "number" ? before : 0;
  let seen = 0;
  const onLog = (fresh: readonly string[]) => {
    const untold = fresh.slice(Math.max(0, known - seen));
    seen += fresh.length;
    for (const line of untold) ctx.tell(line, { level: / (ERROR|CRITICAL) /.test(line) ? "error" : "info" });
    const room = Math.max(0, MAX_JUDGED_LINES - lines.length);
    lines.push(...fresh.slice(0, room));
    late ??= fresh.slice(room).find(isComplaint);
  };
  const { namespace } = subject.environment;
  const outcome = await whileLive(ctx, {
    follow: (signal) => cluster.waits.job(namespace, job.metadata.name, { signal, onLog }),
    memo: () => ({ told: Math.max(seen, known) }),
    reason: `Waits for Job ${job.metadata.name}; it goes on as soon as that ends.`,
  });
  const judged = [...lines, ...(late === undefined ? [] : [late]), ...outcome.logTail];
  const verdict = judgeMigration({ ...outcome, lines: judged });
  if (!verdict.ok)
    throw new FailedCheck(verdict.reason, { exitCode: outcome.exitCode, reason: outcome.reason });
  const { install, update } = neededModules(subject);
  return done(`${counted(update.length)} updated, ${install.length} installed.`, {
    job: job.metadata.name,
    install,
    update,
  });
}

/** Ends a Job that still runs, so that it cannot go on behind the back of the release that is put back. */
export async function stopMigration(
  cluster: ClusterConnection,
  subject: DeploySubject,
  ctx: StepContext,
): Promise<void> {
  const { install, update } = neededModules(subject);
  if (install.length + update.length === 0) return;
  const reference = referenceOf(migrationJob(subject));
  const live = await cluster.objects.read(reference, ctx.signal);
  if (live === null || jobEnded(live)) return;
  await cluster.objects.remove(reference, ctx.signal);
  ctx.tell(`Job ${reference.name} was still running and was ended.`, { kind: "state", level: "warn" });
}
