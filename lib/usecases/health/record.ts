import "server-only";
import {
  forgetSignals,
  type SignalRow,
  type StoredSignal,
  type SweptEnvironment,
  writeSignals,
} from "@/lib/data/ledger/health-rows";
import { tellSoon } from "@/lib/data/ledger/telling";
import { writeEvents } from "@/lib/data/outbox";
import { definitionOf, type SignalId } from "@/lib/domain/health/catalog";
import { type LikelyCause, signalSentence } from "@/lib/domain/health/sentence";
import type { HealthChange, SignalVerdict } from "@/lib/domain/health/verdict";
import { plainText } from "@/lib/domain/shared/plain-text";
import { causesOf } from "./causes";
import type { HealthSweepDependencies } from "./dependencies";

export type Judgement = {
  environment: SweptEnvironment;
  readings: readonly (number | null)[];
  signals: readonly {
    id: SignalId;
    before: StoredSignal | null;
    why: string;
    verdict: SignalVerdict;
  }[];
  /** Signals that no longer concern it. */
  gone: readonly string[];
};

/** Environments written in one transaction: a cluster that falls silent changes all of them at once. */
const AT_ONCE = 200;

type Written = { row: SignalRow; change: HealthChange | null };

/** Writes what changed, raises alerts and tells live readers, in one transaction for each 200 environments. */
export async function recordJudgements(
  deps: HealthSweepDependencies,
  judged: readonly Judgement[],
  at: Date,
): Promise<number> {
  const changed = judged.filter(({ signals, gone }) => gone.length > 0 || signals.some(isNews));
  let changes = 0;
  for (let first = 0; first < changed.length; first += AT_ONCE) {
    changes += await recordSome(deps, changed.slice(first, first + AT_ONCE), at);
  }
  return changes;
}

const isNews = ({ before, verdict }: Judgement["signals"][number]): boolean =>
  before === null || before.state !== verdict.state;

async function recordSome(
  deps: HealthSweepDependencies,
  judged: readonly Judgement[],
  at: Date,
): Promise<number> {
  const causeOf = await causesOf(deps.db, hurtOf(judged), { from: at, to: at });
  const written = judged.flatMap((judgement) => writtenOf(judgement, causeOf(judgement.environment.id), at));
  const events = await deps.db.transaction(async (tx) => {
    const news = await writeSignals(
      tx,
      written.map(({ row }) => row),
      at,
    );
    await forgetSignals(
      tx,
      judged.flatMap(({ environment, gone }) =>
        gone.map((signal) => ({ environmentId: environment.id, signal })),
      ),
    );
    const changes = written.flatMap(({ row, change }) =>
      change !== null && news.has(`${row.environmentId}/${row.signal}`) ? [change] : [],
    );
    if (changes.length > 0) await deps.raise(tx, changes);
    return writeEvents(
      tx,
      judged.map(({ environment: { id, tenantId } }) => ({
        type: "environment.health",
        tenantId,
        environmentId: id,
        subject: { kind: "environment" as const, id },
      })),
    );
  });
  tellSoon(deps, events);
  return written.filter(({ change }) => change !== null).length;
}

const hurtOf = (judged: readonly Judgement[]): string[] =>
  judged
    .filter(({ signals }) =>
      signals.some(({ verdict }) => verdict.state === "bad" || verdict.state === "warn"),
    )
    .map(({ environment }) => environment.id);

function writtenOf({ environment, signals }: Judgement, causes: readonly LikelyCause[], at: Date): Written[] {
  return signals.filter(isNews).map(({ id, before, verdict, why }) => {
    const { domain } = definitionOf(id);
    const told = signalSentence({ id, ...verdict }, { now: at, zone: environment.timeZone, causes });
    const sentence = plainText(verdict.state === "unknown" ? `${told} ${why}`.trim() : told);
    const ids = { environmentId: environment.id, tenantId: environment.tenantId };
    // What is unknown now keeps the last that was known, so that its silence can be told from never having spoken.
    const value = verdict.value ?? before?.value ?? null;
    const from = before?.state ?? "unknown";
    return {
      row: { ...ids, signal: id, domain, ...verdict, value, sentence },
      change:
        from === verdict.state
          ? null
          : { ...ids, signalId: id, domain, from, to: verdict.state, sentence, at },
    };
  });
}
