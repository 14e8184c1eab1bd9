import "server-only";
import type { z } from "zod";
import { FailedToolboxReport } from "@/lib/contracts/jobs/toolbox-report";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { FIELD_MANAGER } from "@/lib/domain/manifest/spec";
import {
  renderToolboxJob,
  renderToolboxPolicy,
  renderToolboxSecret,
  type ToolboxSpec,
} from "@/lib/domain/manifest/toolbox-job";
import { jobEnded } from "@/lib/domain/operation/rollout";
import { FailedCheck } from "@/lib/engine/failure";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection, JobOutcome } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import { noted, whileLive } from "../deploy/live-wait";
import { referenceOf } from "../deploy/world";
import type { RecoveryRecords } from "./effects";

/** Lines of a Job's log that are told; what it says beyond them stays in the pod. */
const MOST_LINES = 2_000;

/** One run of the toolbox: what runs, on which cluster, and whose repository it reads or writes. */
export type ToolboxRun = {
  cluster: ClusterConnection;
  records: Pick<RecoveryRecords, "openStore">;
  spec: ToolboxSpec;
  /** Namespace whose repository is opened; the environment's own when it is not named. */
  repositoryOf?: string;
  /** More that only the Job may see, read when it is made. */
  secrets?: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
};

/** Thrown when the toolbox said what is wrong: `name` is its own word for it, such as `wrong_repository_key`. */
export class ToolboxSaid extends FailedCheck {
  readonly fault: z.infer<typeof FailedToolboxReport>;

  constructor(fault: z.infer<typeof FailedToolboxReport>) {
    super(`${fault.error.message.replace(/[.\s]+$/, "")} (${fault.error.name})`, {
      step: fault.error.step,
      name: fault.error.name,
    });
    this.fault = fault;
  }
}

/** True when the run's Job has ended: its report can be read by `runToolbox` without waiting. */
export async function toolboxEnded({ cluster, spec }: ToolboxRun, signal: AbortSignal): Promise<boolean> {
  const live = await cluster.objects.read(referenceOf(renderToolboxJob(spec)), signal);
  return live !== null && jobEnded(live);
}

/**
 * Runs the Job, or follows the one that an earlier worker has begun, and answers its report. Its key is taken away when
 * it has ended, whatever came of it.
 * @throws ToolboxSaid with the toolbox's own sentence, FailedCheck when it left no report, Parked while it takes longer
 */
export async function runToolbox<S extends z.ZodType>(
  run: ToolboxRun,
  ctx: StepContext,
  schema: S,
): Promise<z.output<S>> {
  const { cluster, spec } = run;
  const job = renderToolboxJob(spec);
  const live = await cluster.objects.read(referenceOf(job), ctx.signal);
  if (live === null) await begin(run, job, ctx);
  else if (noted(ctx, "told") === undefined && !jobEnded(live))
    ctx.tell(`Job ${job.metadata.name} exists already: its log is followed.`, { kind: "state" });
  const outcome = await follow(cluster, spec, ctx);
  await removeToolboxKey(run, ctx.signal);
  return reportOf(outcome, schema);
}

async function begin(run: ToolboxRun, job: ManifestObject, ctx: StepContext): Promise<void> {
  const { cluster, records, spec } = run;
  const { tenantId, namespace } = spec.environment;
  const opened = await records.openStore(tenantId, run.repositoryOf ?? namespace);
  if (opened === null) throw new RefusedFailure("The tenant has no place for backups.");
  const more = (await run.secrets?.(ctx.signal)) ?? {};
  const store = { ...opened, variables: { ...opened.variables, ...more } };
  const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
  const policy = renderToolboxPolicy(spec, store.repository);
  const before = [renderToolboxSecret(spec, store, null), ...(policy === null ? [] : [policy])];
  await cluster.objects.apply([...before, job], options);
  ctx.tell(`Job ${job.metadata.name} created.`, { kind: "state" });
  const uid = uidOf(await cluster.objects.read(referenceOf(job), ctx.signal));
  if (uid !== null) await cluster.objects.apply([renderToolboxSecret(spec, store, uid)], options);
}

function uidOf(object: ManifestObject | null): string | null {
  if (object === null || !("uid" in object.metadata)) return null;
  return typeof object.metadata.uid === "string" ? object.metadata.uid : null;
}

async function follow(cluster: ClusterConnection, spec: ToolboxSpec, ctx: StepContext): Promise<JobOutcome> {
  const { name, namespace = "" } = renderToolboxJob(spec).metadata;
  // The log is read from its beginning by everyone who follows it; it is told once.
  const before = noted(ctx, "told");
  const known = typeof before === "number" ? before : 0;
  let seen = 0;
  const onLog = (lines: readonly string[]) => {
    for (const line of lines) {
      seen += 1;
      if (seen <= known || seen > MOST_LINES || line.startsWith("Report: ")) continue;
      ctx.tell(line, { level: line.startsWith("Failed at ") ? "error" : "info" });
    }
  };
  return whileLive(ctx, {
    follow: (signal) => cluster.waits.job(namespace, name, { signal, onLog }),
    memo: () => ({ told: Math.max(seen, known) }),
    reason: `Waits for Job ${name}; it goes on as soon as that ends.`,
  });
}

/** Takes away the key and the way to the object storage; the Job and its log stay for a day. */
export async function removeToolboxKey({ cluster, spec }: ToolboxRun, signal: AbortSignal): Promise<void> {
  const secret = renderToolboxSecret(spec, { repository: "", variables: {} }, null);
  const { name, namespace = "" } = renderToolboxJob(spec).metadata;
  await cluster.objects.remove(referenceOf(secret), signal);
  await cluster.objects.remove(
    { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", name, namespace },
    signal,
  );
}

function reportOf<S extends z.ZodType>(outcome: JobOutcome, schema: S): z.output<S> {
  const report = parsedMessage(outcome.message);
  const fault = FailedToolboxReport.safeParse(report);
  if (fault.success) throw new ToolboxSaid(fault.data);
  const good = schema.safeParse(report);
  if (good.success && outcome.succeeded) return good.data;
  const last = outcome.logTail.at(-1);
  const exit =
    outcome.exitCode === null ? outcome.reason : `${outcome.reason}, exit code ${outcome.exitCode}`;
  throw new FailedCheck(
    `the Job ended without a report that can be read (${exit})${last === undefined ? "" : `: ${last.slice(0, 300)}`}`,
    { exitCode: outcome.exitCode, reason: outcome.reason },
  );
}

function parsedMessage(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return null;
  }
}
