import "server-only";
import { VerifyToolboxReport } from "@/lib/contracts/jobs/toolbox-report";
import { TOOLBOX_JOBS } from "@/lib/domain/manifest/toolbox-job";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import type { VerifyStepName } from "@/lib/domain/recovery/backup-plan";
import type { VerifySubject } from "@/lib/domain/recovery/backup-record";
import { counted } from "@/lib/domain/shared/words";
import type { EndFacts } from "@/lib/engine/arguments";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployEffects, DeployStep } from "../deploy/effects";
import { gates } from "../deploy/gates";
import { toolboxSpec } from "../recovery/backup-job";
import type { RecoveryEffects } from "../recovery/effects";
import { toolboxPreflight } from "../recovery/preflight";
import { failedReading } from "../recovery/sentences";
import { runToolbox, ToolboxSaid, toolboxEnded } from "../recovery/toolbox-job";

/** What these say is said about the backup; anything else only about the attempt to read it. */
const DISPROVING = new Set(["verification_failed", "repository_damaged", "snapshot_missing"]);

async function readingOf(effects: DeployEffects, ctx: StepContext) {
  const { recovery, clusters } = effects;
  const subject = await recovery.records.verificationOf(ctx.operationId);
  if (subject === null) throw new RefusedFailure(`Operation ${ctx.operationId} verifies no backup.`);
  const cluster = await clusters.open(subject.clusterId);
  return { cluster, records: recovery.records, spec: specOf(recovery, subject) };
}

const specOf = (recovery: RecoveryEffects, subject: VerifySubject) =>
  toolboxSpec(recovery, subject, {
    name: TOOLBOX_JOBS.verify,
    args: [
      "verify",
      ...["--database-snapshot", subject.databaseSnapshotId],
      ...["--filestore-snapshot", subject.filestoreSnapshotId],
      ...["--expected", JSON.stringify(subject.expected)],
    ],
  });

type Reading = Awaited<ReturnType<typeof readingOf>>;

const preflight: DeployStep = {
  name: "preflight",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { cluster, spec } = await readingOf(effects, ctx);
    return toolboxPreflight(effects.recovery, cluster, spec, ctx);
  },
};

/** Loads the copy into a database of its own, counts, hashes, drops it: only that proves a backup. */
const readBack: DeployStep = {
  name: "read_back",
  touches: false,
  async isDone(effects, ctx) {
    const reading = await readingOf(effects, ctx);
    return (await toolboxEnded(reading, ctx.signal)) ? read(reading, ctx) : null;
  },
  perform: async (effects, ctx) => read(await readingOf(effects, ctx), ctx),
};

async function read(reading: Reading, ctx: StepContext): Promise<StepDone> {
  const { records } = reading;
  const secondsSince = () => (ctx.now().getTime() - ctx.startedAt.getTime()) / 1_000;
  const report = await runToolbox(reading, ctx, VerifyToolboxReport).catch(async (error: unknown) => {
    if (error instanceof ToolboxSaid) {
      const disproved = DISPROVING.has(error.fault.error.name);
      await records.finishVerification(ctx.operationId, {
        passed: disproved ? false : null,
        sentence: `${disproved ? "Disproved" : "Could not be read"}: ${error.message}.`,
        result: { checks: (error.fault.checks ?? []).map((check) => ({ ...check })) },
        seconds: secondsSince(),
      });
    }
    throw error;
  });
  const files = counted(report.filesHashed, "file");
  const sentence = `Proven: loaded and compared in ${spokenSeconds(report.totalSeconds)}; row counts equal, ${files} hashed.`;
  await records.finishVerification(ctx.operationId, {
    passed: true,
    sentence,
    result: { checks: report.checks.map((check) => ({ ...check })), filesHashed: report.filesHashed },
    seconds: report.totalSeconds,
  });
  return done(sentence);
}

const recordProof: DeployStep = {
  name: "record_proof",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    return done((await effects.recovery.records.sentenceOf(ctx.operationId)) ?? "The proof is recorded.");
  },
};

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<VerifyStepName, DeployStep>> = {
  gates,
  preflight,
  read_back: readBack,
  record_proof: recordProof,
};

export const VERIFY_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

/** One sentence about how a verification ended. */
export async function describeVerify(
  effects: Pick<DeployEffects, "recovery">,
  operationId: string,
  facts: EndFacts,
): Promise<string> {
  const sentence = await effects.recovery.records.sentenceOf(operationId);
  if (facts.state === "succeeded") return sentence ?? "Verified.";
  return failedReading("Not proven", facts);
}
