import "server-only";
import {
  type ClaimedCluster,
  claimHealthSweep,
  endHealthSweep,
  type SweptEnvironment,
  storedSignals,
  sweptEnvironments,
} from "@/lib/data/ledger/health-rows";
import { recentSamples, type SampleRow, writeSamples } from "@/lib/data/ledger/health-samples";
import { integrationCounts } from "@/lib/data/ledger/integration-rows";
import { definitionOf, type SignalId, SLOTS, signalsFor } from "@/lib/domain/health/catalog";
import type { SignalLimits } from "@/lib/domain/health/definition";
import {
  concerns,
  type Measured,
  type MeasuredEnvironment,
  type MetricOf,
  measuredOf,
} from "@/lib/domain/health/measured";
import type { LimitsOf } from "@/lib/domain/health/policy";
import { HYSTERESIS, judge, nextTurnMs } from "@/lib/domain/health/verdict";
import { ownQuestions } from "../health-policy/questions";
import { healthLimits } from "../health-policy/settings";
import { scheduledWorkflows } from "../workflow/facts";
import { byEnvironment } from "./by-environment";
import type { HealthSweepDependencies } from "./dependencies";
import { readMetrics } from "./metrics";
import { type Judgement, recordJudgements } from "./record";

/** Asking may take this long; the next turn of most installations comes later. */
const ASK_LIMIT_MS = 20_000;
const CLAIM_LIMIT_MS = 60_000;
/** However slowly turns come, what was read longer ago is not judged together with what is read now. */
const OLDEST_READING_MS = 900_000;

export type Swept = {
  clusterId: string;
  cluster: string;
  environments: number;
  changes: number;
  /** Something may have begun to hurt: the next turn decides, and comes soon. */
  suspect: boolean;
};

/**
 * Gathers the signals of one cluster whose turn has come: reads, judges, keeps the readings and tells what changed.
 * Null when no cluster's turn has come. However its sources behave, it ends within its limit.
 */
export async function sweepHealth(
  deps: HealthSweepDependencies,
  { intervalMs, now, stopping }: { intervalMs: number; now: () => Date; stopping: AbortSignal },
): Promise<Swept | null> {
  const cluster = await claimHealthSweep(deps.db, { intervalMs, limitMs: CLAIM_LIMIT_MS });
  if (cluster === null) return null;
  let soonerMs = 0;
  try {
    const swept = await sweepCluster(deps, cluster, { intervalMs, now, stopping });
    soonerMs = intervalMs - nextTurnMs(intervalMs, swept.suspect);
    return swept;
  } finally {
    await endHealthSweep(deps.db, cluster.id, soonerMs);
  }
}

/** One turn of one cluster, which nobody else may be at. */
export async function sweepCluster(
  deps: HealthSweepDependencies,
  cluster: ClaimedCluster,
  { intervalMs, now, stopping }: { intervalMs: number; now: () => Date; stopping: AbortSignal },
): Promise<Swept> {
  const { db } = deps;
  const of = { clusterId: cluster.id, cluster: cluster.name };
  const environments = await sweptEnvironments(db, cluster.id);
  if (environments.length === 0) return { ...of, environments: 0, changes: 0, suspect: false };
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(ASK_LIMIT_MS)]);
  const asked = now();
  const own = await ownQuestions(db, cluster.id);
  const metricOf = await readMetrics(deps.signals, cluster.id, { now: asked, intervalMs, signal, own });
  stopping.throwIfAborted();
  const at = now();
  const since = new Date(
    at.getTime() - Math.max(OLDEST_READING_MS, HYSTERESIS.ofReadings * intervalMs * 1.5),
  );
  const [before, stored, limitsOf] = await Promise.all([
    recentSamples(db, cluster.id, { count: HYSTERESIS.ofReadings - 1, since, before: at }),
    storedSignals(db, cluster.id),
    healthLimits(db.prisma),
  ]);
  const historyOf = byEnvironment(before);
  const storedOf = byEnvironment(stored);
  const workflowsOf = await scheduledWorkflows(db, cluster.id);
  const integrationsOf = byEnvironment(await integrationCounts(db, cluster.id, at));
  const judged = environments.map((environment) =>
    judgeEnvironment(
      {
        ...environment,
        workflows: workflowsOf(environment.id),
        integrations: integrationsOf(environment.id)[0] ?? null,
      },
      {
        at,
        metricOf,
        limitsOf,
        history: historyOf(environment.id),
        previous: new Map(storedOf(environment.id).map((row) => [row.signal, row])),
      },
    ),
  );
  const samples = judged.map(({ environment, readings }) => ({ environmentId: environment.id, readings }));
  await writeSamples(db, at, samples);
  const changes = await recordJudgements(deps, judged, at);
  const suspect = judged.some(({ signals }) => signals.some(({ verdict }) => verdict.suspect));
  return { ...of, environments: environments.length, changes, suspect };
}

type Known = {
  at: Date;
  metricOf: MetricOf;
  limitsOf: LimitsOf;
  history: readonly SampleRow[];
  previous: ReadonlyMap<string, NonNullable<Judgement["signals"][number]["before"]>>;
};

function judgeEnvironment(
  environment: SweptEnvironment & Pick<MeasuredEnvironment, "workflows" | "integrations">,
  { at, metricOf, limitsOf, history, previous }: Known,
): Judgement {
  const readings: (number | null)[] = Array.from({ length: SLOTS }, () => null);
  const ids = signalsFor(environment.stage).filter((id) => concerns(id, environment));
  const signals = ids.map((id) => {
    const limits = limitsOf(id, environment.tier);
    const read = measuredOf(id, environment, { now: at, metricOf, limits });
    const measured = standing(id, read, { history, previous });
    readings[definitionOf(id).slot] = measured.value;
    const before = previous.get(id) ?? null;
    return {
      id,
      before,
      why: measured.why,
      verdict: verdictOf(id, limits, { at, measured, history, before }),
    };
  });
  const wanted = new Set<string>(ids);
  return {
    environment,
    readings,
    signals,
    gone: [...previous.values()].filter(({ signal }) => !wanted.has(signal)),
  };
}

/** Where nothing happened what was seen last still stands: nobody's silence mends what failed. */
function standing(
  id: SignalId,
  measured: Measured,
  { history, previous }: Pick<Known, "history" | "previous">,
): Measured {
  if (measured.quiet !== true) return measured;
  const last = history.at(-1)?.readings[definitionOf(id).slot] ?? previous.get(id)?.value ?? null;
  return { ...measured, value: last };
}

type Seen = {
  at: Date;
  measured: Measured;
  history: readonly SampleRow[];
  before: Judgement["signals"][number]["before"];
};

function verdictOf(id: SignalId, limits: SignalLimits | null, { at, measured, history, before }: Seen) {
  const { better, slot } = definitionOf(id);
  const earlier = history.map((sample) => ({ at: sample.at, value: sample.readings[slot] ?? null }));
  const verdict = judge({
    better,
    limits,
    readings: [...earlier, { at, value: measured.value }],
    previous: before,
  });
  const hurts = verdict.state === "bad" || verdict.state === "warn";
  return hurts && measured.since !== undefined ? { ...verdict, since: measured.since } : verdict;
}
