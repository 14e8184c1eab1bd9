import "server-only";
import { z } from "zod";
import { businessCheckFailed, businessCheckTitle, SMOKE_CHECKS } from "@/lib/domain/health/business-check";
import { renderRoomEntrance } from "@/lib/domain/manifest/room";
import { FIELD_MANAGER, NAMES, WEB_PORT } from "@/lib/domain/manifest/spec";
import { reconcile as compare } from "@/lib/domain/recovery/reconcile";
import { READY_JOB_SECONDS } from "@/lib/domain/scratch/plan";
import { scratchAddress } from "@/lib/domain/scratch/subject";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { completed } from "../deploy/smoke-step";
import { runToolbox, type ToolboxRun, toolboxEnded } from "../recovery/toolbox-job";
import { RestoreToolboxReport } from "../restore/jobs";
import { recoveryIfAny } from "../restore/parameters";
import { roomRun } from "../room/run";
import { openScratch, type ScratchPlace } from "./place";

const Figures = z.record(z.string().max(60), z.string().max(300));
const ReadyToolboxReport = z.object({
  ok: z.literal(true),
  keys: z.int().nonnegative(),
  figures: Figures.default({}),
  unread: Figures.default({}),
});
const CameBack = RestoreToolboxReport.pick({ rowCounts: true, figures: true });
const NOTHING_BEFORE = "a scratch copy takes nothing's place.";

/** Puts the copy's own key in, and reads its figures as whoever looks into it finds them. */
function readyRun(place: ScratchPlace): ToolboxRun {
  const { cluster, spec } = place;
  const run = roomRun(place, { name: "ready", args: ["ready"], limitSeconds: READY_JOB_SECONDS });
  const secrets = async (signal: AbortSignal): Promise<Record<string, string>> => {
    const { login, key } = (await cluster.objects.readSecret(spec.namespace, NAMES.apiSecret, signal)) ?? {};
    return login && key ? { OPERATOR_LOGIN: login, OPERATOR_KEY: key } : {};
  };
  return { ...run, secrets };
}

/** Holds what came back against what the backup recorded of it. Differences are for people. */
export const reconcileCopy: DeployStep = {
  name: "reconcile",
  touches: true,
  gated: false,
  async isDone(effects, ctx) {
    const place = await openScratch(effects, ctx);
    return (await toolboxEnded(readyRun(place), ctx.signal)) ? reconciled(place, ctx) : null;
  },
  perform: async (effects, ctx) => reconciled(await openScratch(effects, ctx), ctx),
};

async function reconciled(place: ScratchPlace, ctx: StepContext): Promise<StepDone> {
  const { keys, figures: after, unread } = await runToolbox(readyRun(place), ctx, ReadyToolboxReport);
  if (keys === 0)
    throw new FailedCheck(
      `the user Holdfast signs in as (secret ${NAMES.apiSecret}) is not in these data, so the ERP on them cannot be checked`,
    );
  const cameBack = CameBack.parse(ctx.results.get("bring_copy"));
  const recovery = recoveryIfAny(ctx);
  const { takenAt, rowCounts } = place.subject.backup;
  const recovered = recovery !== null;
  const found = compare({
    ...{ before: {}, beforeUnknown: NOTHING_BEFORE, after, unread, recovered, neutralised: true },
    sameEnvironment: true,
    // Of a second nobody took a record: what the recovered server itself held is all there is.
    rowCounts: recovered ? cameBack.rowCounts : rowCounts,
    figures: cameBack.figures,
    takenAt: recovered ? new Date(recovery.at) : takenAt,
  });
  if (found.flagged > 0) ctx.tell(found.sentence, { level: "warn" });
  // As it is stored: plain JSON, without the read-only lists of the domain.
  return done(found.sentence, z.json().parse(JSON.parse(JSON.stringify(found))));
}

/** What a plant does all day, on the copy; the ERP itself takes it back. */
export const scratchSmoke: DeployStep = {
  name: "scratch_smoke",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject, spec } = await openScratch(effects, ctx);
    const target = {
      clusterId: subject.clusterId,
      namespace: spec.namespace,
      ...{ service: NAMES.web, port: WEB_PORT },
      ...{ apiSecret: NAMES.apiSecret, databaseSecret: NAMES.databaseSecret },
    };
    const checks = completed(await effects.erp.smoke(target, SMOKE_CHECKS, ctx.signal));
    ctx.signal.throwIfAborted();
    for (const { name, ok, milliseconds, detail } of checks)
      ctx.tell(
        `${businessCheckTitle(name)}: ${ok ? `passed in ${Math.round(milliseconds)} ms` : `failed, ${detail}`}`,
        { level: ok ? "info" : "error" },
      );
    const [first, ...others] = checks.filter(({ ok }) => !ok);
    if (first === undefined)
      return done(`All ${checks.length} business checks pass.`, { checks: checks.length });
    const more = others.length > 0 ? `, and ${others.length} more` : "";
    throw new FailedCheck(businessCheckFailed(first, more), {
      failing: [first, ...others].map(({ name }) => name),
    });
  },
};

/** Last of all the way in: before it nobody outside could see what was not yet harmless. */
export const letIn: DeployStep = {
  name: "let_in",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { cluster, spec, purpose, placement, subject } = await openScratch(effects, ctx);
    const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
    await cluster.objects.apply(renderRoomEntrance(spec, purpose, placement), options);
    return done(`The copy answers at ${scratchAddress(subject)}.`, { address: scratchAddress(subject) });
  },
};
