import "server-only";
import {
  confirmedTriggers,
  type ObservationResult,
  type SignalComparison,
} from "@/lib/domain/health/compare";
import type { Json } from "@/lib/domain/operation/run";
import { park, type StepContext, type StepParked } from "@/lib/engine/step";
import { noted } from "./live-wait";
import { lookOnce, type Watching } from "./observe-look";

/** Woken earlier it has nothing new to see. */
const LOOK_AGAIN_MS = 30_000;

type Seen = { at: string; comparisons: readonly SignalComparison[] };
type Held = { kind: "free" } | StepParked | { kind: "worse"; result: ObservationResult };

/**
 * A canary whose watch has ended well keeps its visitors for as long as a gate holds back what comes next, which may be
 * days: it is looked at for as long. Free when no gate holds it; worse when a trigger is found
 * beyond doubt.
 */
export async function keepHolding(
  watch: Watching,
  last: Pick<Seen, "comparisons"> & { at: Date },
): Promise<Held> {
  const { effects, ctx, settings } = watch;
  const gates = await effects.mayGoOn(ctx.operationId);
  if (gates.open) return { kind: "free" };
  const before = seenBefore(ctx) ?? { at: last.at.toISOString(), comparisons: last.comparisons };
  const wait = (seen: Seen): StepParked =>
    park(
      new Date(Math.min(gates.until.getTime(), ctx.now().getTime() + LOOK_AGAIN_MS)),
      `${gates.reason} Its visitors keep the new release meanwhile; it is watched on.`,
      "gate",
      { held: seen } as unknown as Json,
    );
  const now = ctx.now();
  if (now.getTime() - Date.parse(before.at) < LOOK_AGAIN_MS) return wait(before);
  const look = await lookOnce(effects, lately(watch), watch.subject, watch);
  const at = now.toISOString();
  if (look.kind === "blind") return wait({ ...before, at });
  const { comparisons } = look.result;
  const confirmed = confirmedTriggers(comparisons, before.comparisons, settings.minimumRequests);
  return confirmed.length > 0 ? { kind: "worse", result: look.result } : wait({ at, comparisons });
}

/** Compared is the time one watch takes, up to now: over days of waiting what begins late would be diluted. */
function lately({ ctx, seconds }: Watching): StepContext {
  const from = Math.max(ctx.startedAt.getTime(), ctx.now().getTime() - seconds * 1_000);
  return { ...ctx, startedAt: new Date(from) };
}

/** What the look before this one saw, as it was noted down when the step parked. */
function seenBefore(ctx: StepContext): Seen | null {
  const seen = noted(ctx, "held");
  return typeof seen === "object" && seen !== null ? (seen as unknown as Seen) : null;
}
