import "server-only";
import { z } from "zod";
import { VerifyToolboxReport } from "@/lib/contracts/jobs/toolbox-report";
import { TOOLBOX_JOBS } from "@/lib/domain/manifest/toolbox-job";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import type { VerifyStepName } from "@/lib/domain/recovery/backup-plan";
import type { VerifySubject } from "@/lib/domain/recovery/backup-record";
import { readingArguments, readWords } from "@/lib/domain/recovery/reading";
import type { EndFacts } from "@/lib/engine/arguments";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { DeployEffects, DeployStep } from "../deploy/effects";
import { gates } from "../deploy/gates";
import { toolboxSpec } from "../recovery/backup-job";
import { filestoreOf } from "../recovery/data-jobs";
import type { RecoveryEffects } from "../recovery/effects";
import { toolboxPreflight } from "../recovery/preflight";
import { failedReading } from "../recovery/sentences";
import { runToolbox, ToolboxSaid, toolboxEnded } from "../recovery/toolbox-job";
import { askErp, startErp } from "./erp-steps";
import { copyBeside, openVerification } from "./place";
import { recordProof } from "./proof";
import { removeCopy, removeLeft } from "./remove-steps";

/** What these say is said about the backup; anything else only about the attempt to read it. */
const DISPROVING = new Set(["verification_failed", "repository_damaged", "snapshot_missing"]);

/** The copy stays for the ERP where the plan has steps that take it away again. */
const Told = z.object({ keepsCopy: z.boolean().default(false) });

async function readingOf(effects: DeployEffects, ctx: StepContext) {
  const place = await openVerification(effects, ctx);
  const { cluster, subject } = place;
  const { recovery } = effects;
  const copy = Told.parse(ctx.parameters).keepsCopy ? (await copyBeside(place)).database : null;
  return { cluster, records: recovery.records, spec: specOf(recovery, subject, copy) };
}

const specOf = (recovery: RecoveryEffects, subject: VerifySubject, copy: string | null) =>
  toolboxSpec(recovery, subject, {
    name: TOOLBOX_JOBS.verify,
    args: [
      "verify",
      ...["--database-snapshot", subject.databaseSnapshotId],
      ...["--filestore-snapshot", subject.filestoreSnapshotId],
      ...["--expected", JSON.stringify(subject.expected)],
      ...readingArguments(subject.reading),
      ...(copy === null ? [] : ["--into-database", copy, "--into-filestore", filestoreOf(copy)]),
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

/** Loads the copy into a database and a directory of its own, counts and hashes: the ERP is asked on it afterwards. */
const readBack: DeployStep = {
  name: "read_back",
  touches: true,
  gated: false,
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
        storeDamaged: error.fault.error.name === "repository_damaged",
        sentence: `${disproved ? "Disproved" : "Could not be read"}: ${error.message}.`,
        result: { checks: (error.fault.checks ?? []).map((check) => ({ ...check })) },
        seconds: secondsSince(),
      });
    }
    throw error;
  });
  const { filesHashed: hashed, filesTotal: total } = report;
  const compared = `row counts equal, ${readWords({ hashed, total })}`;
  return done(`Loaded and compared in ${spokenSeconds(report.totalSeconds)}; ${compared}.`, {
    checks: report.checks.map((check) => ({ ...check })),
    ...{ filesHashed: report.filesHashed, compared, seconds: report.totalSeconds },
  });
}

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<VerifyStepName, DeployStep>> = {
  gates,
  preflight,
  read_back: readBack,
  start_erp: startErp,
  ask_erp: askErp,
  remove_copy: removeCopy,
  record_proof: recordProof,
  remove_left: removeLeft,
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
