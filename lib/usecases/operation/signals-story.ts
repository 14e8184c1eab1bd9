import "server-only";
import { z } from "zod";
import { type OperationSignals, SignalComparison } from "@/lib/contracts/api/resources/observation";
import type { Prisma } from "@/lib/data/generated/client";
import type { ObservationStory } from "@/lib/data/ledger/observation-rows";
import type { ObservationSettings as Settings } from "@/lib/domain/health/observation";
import { YARDSTICKS, yardstickText } from "@/lib/domain/health/yardstick";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { observationIn } from "../observation/present";

export const signalsInclude = {
  environment: { select: { namespace: true, timeZone: true } },
  release: { select: { name: true } },
  previousRelease: { select: { name: true } },
  steps: { orderBy: { position: "asc" }, take: 200 },
} satisfies Prisma.OperationInclude;

export type SignalsRow = Prisma.OperationGetPayload<{ include: typeof signalsInclude }>;

/** What the plan watches, and the time its charts show. */
export type Watched = { settings: Settings; window: { from: Date; to: Date } };

const fieldOf = (json: unknown, name: string): unknown =>
  typeof json === "object" && json !== null ? (json as Readonly<Record<string, unknown>>)[name] : undefined;

/** Null when the operation has not begun or its plan watches nothing. */
export function watchedOf(row: SignalsRow, now: Date): Watched | null {
  const settings = observationIn(row.steps);
  if (settings === null || row.startedAt === null) return null;
  const began = row.steps.find(({ name }) => name === "baseline")?.startedAt ?? row.startedAt;
  const from = new Date(began.getTime() - settings.baselineSeconds * 1_000);
  return { settings, window: { from, to: row.finishedAt ?? now } };
}

/** When the release reached whom: what stands on the time axis of every chart. */
function markersOf({ steps, release, previousRelease }: SignalsRow): OperationSignals["markers"] {
  return steps.flatMap(({ name, state, finishedAt, parameters }) => {
    if (state !== "done" || finishedAt === null) return [];
    const label = markerLabel(name, fieldOf(parameters, "percent"), {
      to: release?.name ?? "release",
      from: previousRelease?.name ?? "release",
    });
    return label === null ? [] : [{ at: finishedAt.toISOString(), label }];
  });
}

/** The canary's first visitors come when its business checks have passed. */
function markerLabel(step: string, percent: unknown, release: { to: string; from: string }): string | null {
  if (step === "canary_smoke" || step === "widen")
    return typeof percent === "number" ? `${percent}\u00a0%` : null;
  if (step === "rollout") return release.to;
  return step === "restore_rollout" ? `back to ${release.from}` : null;
}

const BESIDE = "the running release in the same minutes";

/** What the baseline step chose to compare with; a baseline that is older knew only the time just before. */
const ChosenYardstick = z.object({
  against: z.enum(YARDSTICKS),
  why: z.string(),
  weekFrom: z.iso.datetime().nullable(),
});

function comparedWith(step: string, { steps, environment }: SignalsRow): string {
  if (step !== "observe") return BESIDE;
  const settings = observationIn(steps);
  const before =
    settings === null ? "the time before" : `the ${spokenSeconds(settings.baselineSeconds)} before`;
  const chosen = ChosenYardstick.safeParse(steps.find(({ name }) => name === "baseline")?.result);
  if (!chosen.success) return before;
  const { weekFrom, ...yardstick } = chosen.data;
  const from = weekFrom === null ? null : new Date(weekFrom);
  return yardstickText({ ...yardstick, from }, before, environment.timeZone);
}

/** What stands on the time axis, the newest comparison, and all looks as a list. */
export function storyOf(
  row: SignalsRow,
  { looks, compared }: Pick<ObservationStory, "looks" | "compared">,
): Pick<OperationSignals, "markers" | "comparisons" | "comparedAt" | "comparedWith" | "observations"> {
  const comparisons = SignalComparison.array().safeParse(compared?.comparisons ?? []);
  return {
    markers: markersOf(row).slice(-20),
    comparisons: comparisons.success ? comparisons.data : [],
    comparedAt: compared?.at.toISOString() ?? null,
    comparedWith: compared === null ? "" : comparedWith(compared.step, row),
    observations: looks.map((look) => ({ ...look, at: look.at.toISOString() })),
  };
}
