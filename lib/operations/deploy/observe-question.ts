import "server-only";
import {
  confirmedTriggers,
  type ObservationResult,
  type ObservationVerdict,
  type SignalComparison,
} from "@/lib/domain/health/compare";
import { type OpenQuestion, openQuestion } from "@/lib/domain/operation/question";
import type { Json } from "@/lib/domain/operation/run";
import { park, type StepContext, type StepParked } from "@/lib/engine/step";
import { noted } from "./live-wait";
import { lookOnce, type Watching } from "./observe-look";

/** While somebody is asked the release is looked at again this often. */
const LOOK_AGAIN_MS = 60_000;
/** Woken earlier it has nothing new to see. */
const SOONEST_MS = LOOK_AGAIN_MS / 2;

type Asking = Watching & { asks: boolean };
type Seen = { at: string; verdict: ObservationVerdict; comparisons: readonly SignalComparison[] };

/**
 * Puts a question to a person and goes on looking while it waits: parks with the same question and the same deadline,
 * whoever looks. Answers what was found when that is beyond a trigger, and beyond doubt, meanwhile.
 */
export async function keepAsking(
  asking: Asking,
  asked: { text: string; until: Date; found: Pick<Seen, "verdict" | "comparisons"> },
): Promise<StepParked | { kind: "worse"; result: ObservationResult }> {
  const { ctx, settings, asks } = asking;
  const now = ctx.now();
  const at = now.toISOString();
  const open = openQuestion(ctx.memo);
  if (open === null) {
    const question = { text: asked.text, since: at, until: asked.until.toISOString() };
    return waits(ctx, question, { at, ...asked.found });
  }
  const before = seenBefore(ctx) ?? { at: open.since, ...asked.found };
  if (now.getTime() - Date.parse(before.at) < SOONEST_MS) return waits(ctx, open, before);
  const look = await lookOnce(asking.effects, ctx, asking.subject, asking);
  if (look.kind === "blind") return waits(ctx, open, { ...before, at });
  const { result } = look;
  const confirmed = confirmedTriggers(result.comparisons, before.comparisons, settings.minimumRequests);
  if (confirmed.length > 0 && !asks) return { kind: "worse", result };
  if (result.verdict !== before.verdict)
    ctx.tell(`While the question waits: ${result.sentence}`, {
      level: result.verdict === "trigger" ? "warn" : "info",
    });
  return waits(ctx, open, { at, verdict: result.verdict, comparisons: result.comparisons });
}

function waits(ctx: StepContext, question: OpenQuestion, seen: Seen): StepParked {
  const next = Math.min(ctx.now().getTime() + LOOK_AGAIN_MS, Date.parse(question.until));
  const memo = { question, seen } as unknown as Json;
  return park(new Date(next), question.text, "person", memo);
}

/** What the look before this one saw, as it was noted down when the step parked. */
function seenBefore(ctx: StepContext): Seen | null {
  const seen = noted(ctx, "seen");
  return typeof seen === "object" && seen !== null ? (seen as unknown as Seen) : null;
}
