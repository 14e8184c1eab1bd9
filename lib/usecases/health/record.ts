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
import { clockIn, type LikelyCause, signalSentence, withoutReading } from "@/lib/domain/health/sentence";
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
  gone: readonly StoredSignal[];
};

/** Environments written in one transaction: a cluster that falls silent changes all of them at once. */
const AT_ONCE = 200;

type Written = { row: SignalRow; change: HealthChange | null };

/** What was given to people a moment before may be written down a moment later. */
const SETTLES_MS = 5 * 60_000;

/** Writes what changed, raises alerts and tells live readers, in one transaction for each 200 environments. */
export async function recordJudgements(
  deps: HealthSweepDependencies,
  judged: readonly Judgement[],
  at: Date,
): Promise<number> {
  const changed = judged.filter(
    ({ environment, signals, gone }) =>
      gone.length > 0 || signals.some((one) => isNews(one) || mayReadAnew(one, environment.timeZone, at)),
  );
  let changes = 0;
  for (let first = 0; first < changed.length; first += AT_ONCE) {
    changes += await recordSome(deps, changed.slice(first, first + AT_ONCE), at);
  }
  return changes;
}

type Judged = Judgement["signals"][number];

const isNews = ({ before, verdict }: Judged): boolean => before === null || before.state !== verdict.state;

const hurts = ({ verdict: { state } }: Judged): boolean => state === "bad" || state === "warn";

/**
 * Head, heat map and alert tell the stored sentence for as long as it stands: its cause may become known a little
 * later, and "since 14:03" is no longer enough the next day.
 */
const mayReadAnew = (signal: Judged, zone: string, at: Date): boolean =>
  !isNews(signal) &&
  hurts(signal) &&
  (at.getTime() - signal.verdict.since.getTime() <= SETTLES_MS ||
    signal.before?.sentence.includes(clockIn(signal.verdict.since, at, zone)) === false);

async function recordSome(
  deps: HealthSweepDependencies,
  judged: readonly Judgement[],
  at: Date,
): Promise<number> {
  const hurting = judged.filter(({ signals }) => signals.some(hurts));
  const ids = hurting.map(({ environment }) => environment.id);
  const causeOf = await causesOf(deps.db, ids, { from: beginningOf(hurting, at), to: at });
  const told = judged.map((judgement) => ({
    ...judgement,
    written: writtenOf(judgement, causeOf(judgement.environment.id), at),
  }));
  const touched = told.filter(({ written, gone }) => written.length + gone.length > 0);
  const written = touched.flatMap((one) => one.written);
  if (touched.length === 0) return 0;
  const events = await deps.db.transaction(async (tx) => {
    const news = await writeSignals(
      tx,
      written.map(({ row }) => row),
      at,
    );
    await forgetSignals(
      tx,
      touched.flatMap(({ environment, gone }) =>
        gone.map(({ signal }) => ({ environmentId: environment.id, signal })),
      ),
    );
    const moved = written.flatMap(({ row, change }) =>
      change !== null && news.has(`${row.environmentId}/${row.signal}`) ? [change] : [],
    );
    const changes = [...moved, ...touched.flatMap((judgement) => endsOf(judgement, at))];
    if (changes.length > 0) await deps.raise(tx, changes);
    return writeEvents(
      tx,
      touched.map(({ environment: { id, tenantId } }) => ({
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

/**
 * What was wrong, or was before it was unknown, stands no longer where nobody measures it any more: also what only an
 * earlier catalogue knew.
 */
const endsOf = ({ environment, gone }: Judgement, at: Date): HealthChange[] =>
  gone
    .filter(({ state }) => state !== "good")
    .map(({ signal, domain, state }) => ({
      ...{ environmentId: environment.id, tenantId: environment.tenantId, signalId: signal, at },
      ...{ domain, from: state, to: "gone", sentence: "" },
    }));

/** When the first began of what is told: what people were given before then is asked for. */
const beginningOf = (judged: readonly Judgement[], at: Date): Date =>
  new Date(
    Math.min(
      at.getTime(),
      ...judged.flatMap(({ environment, signals }) =>
        signals
          .filter((one) => hurts(one) && (isNews(one) || mayReadAnew(one, environment.timeZone, at)))
          .map(({ verdict }) => verdict.since.getTime()),
      ),
    ),
  );

function writtenOf({ environment, signals }: Judgement, causes: readonly LikelyCause[], at: Date): Written[] {
  return signals.flatMap((signal) => {
    const { id, before, verdict, why } = signal;
    const anew = mayReadAnew(signal, environment.timeZone, at);
    if (!anew && !isNews(signal)) return [];
    const { domain } = definitionOf(id);
    const told = signalSentence({ id, ...verdict }, { now: at, zone: environment.timeZone, causes });
    const sentence = plainText(verdict.state === "unknown" ? `${told} ${why}`.trim() : told);
    if (anew && withoutReading(sentence) === withoutReading(before?.sentence ?? "")) return [];
    const ids = { environmentId: environment.id, tenantId: environment.tenantId };
    // What is unknown now keeps the last that was known, so that its silence can be told from never having spoken.
    const value = verdict.value ?? before?.value ?? null;
    const from = before?.state ?? "unknown";
    const row = { ...ids, signal: id, domain, ...verdict, value, sentence };
    const change =
      from === verdict.state && !anew
        ? null
        : { ...ids, signalId: id, domain, from, to: verdict.state, sentence, at };
    return [{ row, change }];
  });
}
