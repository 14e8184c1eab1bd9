import "server-only";
import { z } from "zod";
import { MeasureToolboxReport } from "@/lib/contracts/jobs/toolbox-report";
import { lostSeconds, measuredChecks, type Reading, smokeChecks } from "@/lib/domain/drill/measure";
import { MEASURE_JOB_SECONDS } from "@/lib/domain/drill/plan";
import { queueCheck } from "@/lib/domain/drill/queue-loss";
import { lossWords, measuredWords } from "@/lib/domain/drill/report";
import { SCENARIOS } from "@/lib/domain/drill/scenario";
import type { DrillSubject } from "@/lib/domain/drill/subject";
import { SMOKE_CHECKS } from "@/lib/domain/health/business-check";
import { NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { completed } from "../deploy/smoke-step";
import { runToolbox, toolboxEnded } from "../recovery/toolbox-job";
import { roomRun } from "../room/run";
import { type DrillPlace, openDrill } from "./effects";
import { queueLost } from "./queue-step";
import { drillSecond, notedLog } from "./second-steps";

const recoveredSentence = (subject: DrillSubject, seconds: number, checks: number): StepDone =>
  done(
    `All ${checks} business checks pass: recovered. ${measuredWords("RTO", seconds, subject.rtoObjectiveSeconds)}.`,
    { seconds, checks },
  );

/** What a plant does all day, on the recovered ERP. When it works, the recovery clock stops. */
export const drillSmoke: DeployStep = {
  name: "drill_smoke",
  touches: true,
  gated: false,
  async isDone(effects, ctx) {
    const { subject } = await openDrill(effects, ctx);
    return subject.rtoSeconds === null
      ? null
      : recoveredSentence(subject, subject.rtoSeconds, subject.checks.length);
  },
  async perform(effects, ctx) {
    const { subject, spec } = await openDrill(effects, ctx);
    const target = {
      clusterId: subject.clusterId,
      namespace: spec.namespace,
      ...{ service: NAMES.web, port: WEB_PORT },
      ...{ apiSecret: NAMES.apiSecret, databaseSecret: NAMES.databaseSecret },
    };
    const asked = completed(await effects.erp.smoke(target, SMOKE_CHECKS, ctx.signal));
    const at = ctx.now();
    ctx.signal.throwIfAborted();
    const checks = smokeChecks(asked);
    for (const { title, ok, detail } of checks)
      ctx.tell(`${title}: ${ok ? `passed in ${detail}` : `failed, ${detail}`}`, {
        level: ok ? "info" : "error",
      });
    const [first, ...others] = checks.filter(({ ok }) => !ok);
    if (first === undefined)
      return recoveredSentence(
        subject,
        await effects.recovery.drills.recovered(ctx.operationId, at, checks),
        checks.length,
      );
    await effects.recovery.drills.failed(ctx.operationId, checks);
    const more = others.length > 0 ? `, and ${others.length} more` : "";
    throw new FailedCheck(`the business check “${first.title}” failed (${first.detail}${more})`);
  },
};

function measureRun(place: DrillPlace) {
  // A second's files are a backup's: which of the missing ones it cannot have is asked as well.
  const { takenAt } = place.subject.backup;
  const filesOf = drillSecond(place.ctx) === null ? [] : ["--files-of", takenAt.toISOString()];
  const modules = Object.fromEntries(place.subject.modules.map(({ name, version }) => [name, version]));
  return roomRun(place, {
    name: "measure",
    args: ["measure", "--modules", JSON.stringify(modules), ...filesOf],
    limitSeconds: MEASURE_JOB_SECONDS,
  });
}

/** What was lost and whether the rest is whole, read in the recovered database itself. */
export const measure: DeployStep = {
  name: "measure",
  touches: true,
  gated: false,
  async isDone(effects, ctx) {
    const place = await openDrill(effects, ctx);
    return (await toolboxEnded(measureRun(place), ctx.signal)) ? measured(place, ctx) : null;
  },
  perform: async (effects, ctx) => measured(await openDrill(effects, ctx), ctx),
};

async function measured(place: DrillPlace, ctx: StepContext): Promise<StepDone> {
  const { subject, effects } = place;
  const { declaredAt } = subject;
  if (declaredAt === null) throw new Error(`drill ${subject.drillId} measures before it was declared`);
  const report = await runToolbox(measureRun(place), ctx, MeasureToolboxReport);
  const reading = readingOf(report);
  const { disasterAt, recovery } = Told.parse(ctx.parameters);
  const until = notedLog(ctx.results)?.disasterAt ?? disasterAt ?? declaredAt;
  const rowCounts = recovery === null ? subject.backup.rowCounts : null;
  const lostQueue = queueLost(ctx.results);
  const checks = [
    ...measuredChecks(reading, { declaredAt, rowCounts, modules: subject.modules.length }),
    ...(lostQueue === null ? [] : [queueCheck(lostQueue)]),
  ];
  // Nothing written after the disaster is lost to it: where it has a moment of its own, loss is counted up to that.
  const rpoSeconds = lostSeconds(reading, until, SCENARIOS[subject.scenario].filesLost);
  const found = { recoveredUntil: reading.heartbeatAt, rpoSeconds, checks };
  await effects.recovery.drills.measured(ctx.operationId, found);
  for (const { title, ok, detail } of checks)
    ctx.tell(`${title}: ${detail}`, { level: ok ? "info" : "error" });
  const wrong = checks.filter(({ ok }) => !ok);
  const [first] = wrong;
  if (first !== undefined)
    throw new FailedCheck(`what came back is not whole (${first.title}: ${first.detail})`, {
      failing: wrong.map(({ name }) => name),
    });
  const lost = spokenSeconds(rpoSeconds ?? 0);
  const { scenario, rpoObjectiveSeconds } = subject;
  // The oldest file can be hours older than the last row: whoever reads the loss is told which of the two it is.
  const byFile =
    rpoSeconds !== lostSeconds(reading, until, false)
      ? " Counted from the oldest file that is in no backup."
      : "";
  return done(`${lost} of data lost: ${lossWords({ scenario, rpoSeconds, rpoObjectiveSeconds })}.${byFile}`, {
    rpoSeconds,
  });
}

const Told = z.object({
  disasterAt: z.coerce.date().nullable().default(null),
  recovery: z.object({ at: z.string() }).nullable().default(null),
});

const FROM = {
  heartbeat: "the ERP's heartbeat",
  scheduled_action: "the newest run of a scheduled action",
  nothing: "nowhere",
} as const;

const readingOf = (report: MeasureToolboxReport): Reading => ({
  heartbeatAt: report.heartbeatAt === null ? null : new Date(report.heartbeatAt),
  heartbeatFrom: FROM[report.heartbeatFrom],
  rowCounts: report.rowCounts,
  attachments: report.attachments,
  newer: {
    rows: report.newer.rows,
    oldest: report.newer.oldest === null ? null : new Date(report.newer.oldest),
  },
  files: { hashed: report.filesHashed, wrong: report.filesWrong },
  modules: { right: report.modulesRight, wrong: report.modulesWrong, unfinished: report.modulesUnfinished },
});
