import "server-only";
import type { Json } from "@/lib/domain/operation/run";
import { Parked, park, type StepContext } from "@/lib/engine/step";

/** A step follows the cluster live for this long after it began; later it looks for a moment each time it is woken. */
const LIVE_MS = 30_000;
const LOOK_MS = 5_000;
/** Changes of pods wake it at once; the longest it sleeps when none is heard. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Follows what the cluster does for a while. When it has not ended by then the step parks until something changes
 * there, with `memo` for whoever goes on: no worker is held by a rollout or a Job that takes minutes.
 * @throws Parked when it has not ended; what `follow` throws
 */
export async function whileLive<T>(
  ctx: StepContext,
  { follow, reason, memo }: { follow: (signal: AbortSignal) => Promise<T>; reason: string; memo: () => Json },
): Promise<T> {
  const begun = ctx.now().getTime() - ctx.startedAt.getTime();
  const enough = AbortSignal.timeout(Math.max(LOOK_MS, LIVE_MS - begun));
  try {
    return await follow(AbortSignal.any([ctx.signal, enough]));
  } catch (error) {
    // An aborted wait throws in many ways; another failure is found again by the next look.
    if (!enough.aborted || ctx.signal.aborted) throw error;
    const until = new Date(ctx.now().getTime() + LOOK_AGAIN_MS);
    throw new Parked(park(until, reason, "kubernetes", memo()));
  }
}

/** A field of what a step noted down; undefined when it has not. */
export function noted(ctx: StepContext, field: string): Json | undefined {
  const { memo } = ctx;
  if (typeof memo !== "object" || memo === null || Array.isArray(memo)) return undefined;
  return (memo as Readonly<Record<string, Json>>)[field];
}
