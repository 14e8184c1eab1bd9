import "server-only";
import { copyErpReferences } from "@/lib/domain/manifest/copy-erp";
import { renderToolboxJob, TOOLBOX_JOBS, toolboxJobName } from "@/lib/domain/manifest/toolbox-job";
import { REMOVE_COPY_JOB_SECONDS } from "@/lib/domain/recovery/backup-plan";
import { done, type StepDone } from "@/lib/engine/step";
import { TransientFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { waitUntilGone } from "../deploy/standing";
import { referenceOf } from "../deploy/world";
import { removeAbandonedJob } from "../recovery/abandoned";
import { toolboxSpec } from "../recovery/backup-job";
import { runToolbox, ToolboxSaid } from "../recovery/toolbox-job";
import { DropToolboxReport } from "../restore/jobs";
import { digitsOf, openVerification, type VerifyPlace } from "./place";

const COPY = new Set(["copy"]);

/** Nothing of a verification stays, whatever the ERP said. */
export const removeCopy: DeployStep = {
  name: "remove_copy",
  touches: true,
  gated: false,
  isDone: async () => null,
  perform: async (effects, ctx) => remove(await openVerification(effects, ctx), "drop"),
};

/** The same by itself when a step failed or somebody aborted, whatever stands by then. */
export const removeLeft: DeployStep = {
  name: "remove_left",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openVerification(effects, ctx);
    const { cluster, subject } = place;
    const { namespace } = subject.environment;
    const name = toolboxJobName(digitsOf(place), TOOLBOX_JOBS.verify);
    const job = { apiVersion: "batch/v1", kind: "Job", namespace, name };
    const made = ctx.results.has("read_back") || (await cluster.objects.read(job, ctx.signal)) !== null;
    if (!made) return done("No copy was made.");
    // Asked to stop it drops what it was loading into; whoever drops it now waits for that.
    const reading = { operationId: subject.operationId, name: TOOLBOX_JOBS.verify, namespace };
    await removeAbandonedJob(cluster, reading, ctx.signal);
    return remove(place, "drop-again");
  },
};

/** The ERP first: what still writes would hold its database. */
async function remove(place: VerifyPlace, name: string): Promise<StepDone> {
  const { cluster, subject, ctx } = place;
  const { namespace } = subject.environment;
  for (const reference of copyErpReferences(namespace, digitsOf(place)))
    await cluster.objects.remove(reference, ctx.signal);
  await waitUntilGone(cluster, namespace, COPY, ctx);
  const dropped = await dropCopy(place, name);
  return done(
    dropped.length === 0
      ? "Nothing of a copy is left."
      : `The copy ${dropped.join(", ")} is gone, with its files and whatever ran on it.`,
  );
}

async function dropCopy(place: VerifyPlace, name: string): Promise<readonly string[]> {
  const { effects, cluster, subject, ctx } = place;
  const args = ["drop", "--made-by", subject.operationId];
  const spec = {
    ...toolboxSpec(effects.recovery, subject, { name, args }),
    limitSeconds: REMOVE_COPY_JOB_SECONDS,
  };
  const run = { cluster, records: effects.recovery.records, spec };
  try {
    return (await runToolbox(run, ctx, DropToolboxReport)).databases;
  } catch (error) {
    if (!(error instanceof ToolboxSaid) || error.fault.error.name !== "already_running") throw error;
    await cluster.objects.remove(referenceOf(renderToolboxJob(spec)), ctx.signal);
    throw new TransientFailure("Something that works on the copy has not ended yet.");
  }
}
