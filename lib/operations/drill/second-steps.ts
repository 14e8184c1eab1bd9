import "server-only";
import { z } from "zod";
import { NOTE_JOB_SECONDS } from "@/lib/domain/drill/plan";
import type { Json } from "@/lib/domain/operation/run";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { done, Parked, type StepContext } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { noted } from "../deploy/live-wait";
import { runToolbox, ToolboxSaid } from "../recovery/toolbox-job";
import { recoveryIfAny, recoveryOf } from "../restore/parameters";
import { asideOf, bringUpAside, removingAside } from "../restore/server-aside";
import { roomRun } from "../room/run";
import { type DrillPlace, openDrill } from "./effects";
import { makeRoomAtHome } from "./room-home";

const SECOND_MS = 1_000;
const wholeSecond = (time: number): number => Math.floor(time / SECOND_MS) * SECOND_MS;
const Noted = z.object({ at: z.iso.datetime(), disasterAt: z.coerce.date() });

/** The disaster's moment and the last second that was kept then; null where the plan names its second itself. */
export function notedLog(results: ReadonlyMap<string, Json>): z.infer<typeof Noted> | null {
  const result = results.get("note_log");
  return result === undefined ? null : Noted.parse(result);
}

/** The second this drill brings back; null where it is a backup's own. */
export function drillSecond(ctx: StepContext): RecoveryPoint | null {
  const planned = recoveryIfAny(ctx);
  return planned === null ? null : { ...planned, at: notedLog(ctx.results)?.at ?? planned.at };
}

const ArchiveToolboxReport = z.object({ ok: z.literal(true), serverTime: z.iso.datetime({ offset: true }) });

/**
 * Notes the last second that the archive holds when the disaster comes, and has something written and archived after it:
 * a recovery ends at a second only where the log goes on. After a real loss the log just ends; that the rehearsal has to
 * make it go on is no recovery time, so it happens before the clock starts.
 */
export const noteLog: DeployStep = {
  name: "note_log",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const disasterAt = ctx.startedAt;
    const last = lastKept(place, ctx);
    await makeRoomAtHome(place);
    const mark = await marked(place, ctx, last);
    const at = new Date(mark === null ? last : Math.min(last, wholeSecond(mark.getTime()) - SECOND_MS));
    const spoken = at.toISOString().slice(0, 19).replace("T", " ");
    return done(`The log is kept up to ${spoken} UTC; what was written after that second is lost.`, {
      ...{ at: at.toISOString(), disasterAt: disasterAt.toISOString() },
    });
  },
};

/** As it was known when the step first looked: what was archived since came too late. */
function lastKept({ subject }: DrillPlace, ctx: StepContext): number {
  const known = noted(ctx, "lastKept");
  if (typeof known === "number") return known;
  const planned = Date.parse(recoveryOf(ctx).at);
  const last = Math.max(planned, subject.recoverableUntil?.getTime() ?? 0);
  return Math.min(wholeSecond(last), wholeSecond(ctx.startedAt.getTime()));
}

/** When the mark was made; null where the server does not archive it, and the log is taken as far as it goes. */
async function marked(place: DrillPlace, ctx: StepContext, lastKept: number): Promise<Date | null> {
  const run = roomRun(place, { name: "archive", args: ["archive"], limitSeconds: NOTE_JOB_SECONDS });
  try {
    return new Date((await runToolbox(run, ctx, ArchiveToolboxReport)).serverTime);
  } catch (error) {
    if (error instanceof Parked) {
      const { memo } = error.wait;
      const before = typeof memo === "object" && memo !== null && !Array.isArray(memo) ? memo : {};
      throw new Parked({ ...error.wait, memo: { ...before, lastKept } });
    }
    if (!(error instanceof ToolboxSaid)) throw error;
    ctx.tell(`Nothing could be written after that second: ${error.message}.`, { level: "warn" });
    return null;
  }
}

/** Brings the second that is wanted up on a server of its own; the living one is only read from its archive. */
export const recover: DeployStep = {
  name: "recover",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const { environment, release } = place.subject;
    const origin = { environment, release: release.name };
    const at = notedLog(ctx.results)?.at;
    const recovery = { ...recoveryOf(ctx), ...(at === undefined ? {} : { at }) };
    return bringUpAside(asideOf(place, recovery), origin, ctx);
  },
};

export const releaseRecovery = removingAside({ name: "release_recovery", touches: true }, openDrill);
export const removeRecovery = removingAside({ name: "remove_recovery", touches: false }, openDrill);
