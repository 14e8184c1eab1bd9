import "server-only";
import { ForgetToolboxReport } from "@/lib/contracts/jobs/toolbox-report";
import { TOOLBOX_JOBS } from "@/lib/domain/manifest/toolbox-job";
import type { PruneStepName } from "@/lib/domain/recovery/backup-plan";
import { spokenBytes } from "@/lib/domain/recovery/backup-record";
import { counted, sentenceCase } from "@/lib/domain/shared/words";
import type { EndFacts } from "@/lib/engine/arguments";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects, DeployStep } from "../deploy/effects";
import { gates } from "../deploy/gates";
import { toolboxSpec } from "../recovery/backup-job";
import { toolboxPreflight } from "../recovery/preflight";
import { failedReading } from "../recovery/sentences";
import { runToolbox, toolboxEnded } from "../recovery/toolbox-job";

/** The toolbox for this operation; `points` are the operations whose restore points go. */
async function pruningOf(effects: DeployEffects, ctx: StepContext, points: readonly string[]) {
  const { recovery, clusters } = effects;
  const place = await recovery.records.placeOf(ctx.operationId);
  if (place === null) throw new RefusedFailure(`Operation ${ctx.operationId} is not known.`);
  const args = ["forget", ...points.map((operationId) => `--points=${operationId}`), "--prune"];
  const spec = toolboxSpec(
    recovery,
    { ...place, operationId: ctx.operationId },
    { name: TOOLBOX_JOBS.prune, args },
  );
  return { cluster: await clusters.open(place.clusterId), records: recovery.records, spec };
}

const preflight: DeployStep = {
  name: "preflight",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { cluster, spec } = await pruningOf(effects, ctx, []);
    return toolboxPreflight(effects.recovery, cluster, spec, ctx);
  },
};

/** Marked first, then removed: a restore can never be promised what is on its way out. */
const forget: DeployStep = {
  name: "forget",
  touches: false,
  async isDone(effects, ctx) {
    const pruning = await pruningOf(effects, ctx, []);
    return (await toolboxEnded(pruning, ctx.signal)) ? remove(pruning, ctx) : null;
  },
  async perform(effects, ctx) {
    const points = await effects.recovery.records.beginForgetting(ctx.operationId);
    if (points.length === 0)
      return done("Nothing is left to forget: something refers to each of them by now.");
    return remove(await pruningOf(effects, ctx, points), ctx);
  },
};

async function remove(pruning: Awaited<ReturnType<typeof pruningOf>>, ctx: StepContext): Promise<StepDone> {
  const report = await runToolbox(pruning, ctx, ForgetToolboxReport);
  await pruning.records.finishForgetting(ctx.operationId);
  const { forgottenCount, kept, freedBytes } = report;
  const forgotten = sentenceCase(counted(forgottenCount, "backup was", "backups were"));
  const sentence = `${forgotten} forgotten, ${spokenBytes(freedBytes)} freed; ${counted(kept, "restore point stays", "restore points stay")} in the store.`;
  return done(sentence, { forgotten: forgottenCount, freedBytes, kept });
}

const recordForgotten: DeployStep = {
  name: "record_forgotten",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    return done((await effects.recovery.records.sentenceOf(ctx.operationId)) ?? "It is recorded.");
  },
};

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<PruneStepName, DeployStep>> = {
  gates,
  preflight,
  forget,
  record_forgotten: recordForgotten,
};

export const PRUNE_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

/** One sentence about how a pruning ended. */
export async function describePrune(
  effects: Pick<DeployEffects, "recovery">,
  operationId: string,
  facts: EndFacts,
): Promise<string> {
  if (facts.state !== "succeeded") return failedReading("Nothing more was forgotten", facts);
  return (await effects.recovery.records.sentenceOf(operationId)) ?? "What no rule keeps was forgotten.";
}
