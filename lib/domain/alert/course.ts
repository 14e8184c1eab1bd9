import { type AlertRecord, anyStands, type Cause, isStanding, returned, toldAgain } from "./record";
import { type Rest, restOf } from "./rest";
import type { AlertDomain, AlertFact, Severity } from "./source";
import { GROUP_MS, MOST_CAUSES, REOPEN_MS } from "./state";
import { type AlertTier, isLouder } from "./tier";

/** Alerts of one place: those not over, and those over so recently that a cause may come back to them. */
export type Book = readonly AlertRecord[];

type Given = {
  now: Date;
  tierOf: (domain: AlertDomain, severity: Severity) => AlertTier;
  newId: () => string;
};
type Ground = Given & { rest: Rest };

const ENDED_BY_ITSELF = "It ended by itself.";
export const NOT_MEASURED = "It is not measured any more.";
/** How an alert ends that no person ended. */
export const OWN_ENDS: readonly string[] = [ENDED_BY_ITSELF, NOT_MEASURED];
const OVER_SOONER = "It was over before it could be told.";

/** What facts, one after the other, make of a place's alerts. A fact that says nothing new leaves them as they are. */
export function applyFacts(book: Book, facts: readonly AlertFact[], given: Given): Book {
  const ground = { ...given, rest: restOf() };
  return facts.reduce((before, fact) => apply(before, fact, ground), book);
}

export const applyFact = (book: Book, fact: AlertFact, given: Given): Book => applyFacts(book, [fact], given);

function apply(book: Book, fact: AlertFact, ground: Ground): Book {
  const known = lastOf(book, fact.key);
  const counting = book.find(({ rest }) => rest.has(fact.key));
  if (counting !== undefined && (known === null || !isStanding(known.cause)))
    return fact.firing
      ? stillCounted(book, counting, fact, ground)
      : endCounted(book, counting, fact, ground);
  if (!fact.firing) {
    const ends = known !== null && isStanding(known.cause) && !isOlder(known.cause, fact);
    return ends ? end(book, known, fact, ground.now) : book;
  }
  if (known === null) return begin(book, fact, ground);
  const { cause } = known;
  if (isStanding(cause)) return stands(book, known, fact, ground);
  if (isReplay(known, fact)) return book;
  const gone = ground.now.getTime() - (cause.endedAt?.getTime() ?? 0);
  return gone <= REOPEN_MS ? comeBack(book, known, fact, ground) : begin(book, fact, ground);
}

type Known = { alert: AlertRecord; cause: Cause };

function lastOf(book: Book, key: string): Known | null {
  const found = book.flatMap((alert) =>
    alert.causes.filter((cause) => cause.key === key).map((cause) => ({ alert, cause })),
  );
  const standing = found.find(({ cause }) => isStanding(cause));
  if (standing !== undefined) return standing;
  const [newest] = found.toSorted(
    (one, other) => (other.cause.endedAt?.getTime() ?? 0) - (one.cause.endedAt?.getTime() ?? 0),
  );
  return newest ?? null;
}

/**
 * An outside source may send again what it sent before: it names a beginning whose end it has told already. Where a
 * person said it was over, the source saying otherwise is news.
 */
const isReplay = ({ alert, cause }: Known, fact: AlertFact): boolean =>
  fact.source === "alertmanager" &&
  (alert.resolvedAt === null || OWN_ENDS.includes(alert.resolvedNote)) &&
  fact.since.getTime() <= cause.since.getTime();

/** The end of an earlier time, told late. */
const isOlder = ({ since }: { since: Date }, fact: AlertFact): boolean =>
  fact.source === "alertmanager" && fact.since.getTime() < since.getTime();

const replace = (book: Book, next: AlertRecord): Book =>
  book.map((alert) => (alert.id === next.id ? next : alert));
const withCause = (alert: AlertRecord, cause: Cause): AlertRecord => ({
  ...alert,
  causes: alert.causes.map((one) => (one.id === cause.id ? cause : one)),
});

function end(book: Book, { alert, cause }: Known, { unmeasured }: AlertFact, now: Date): Book {
  const next = withCause({ ...alert, lastAt: now }, { ...cause, endedAt: now, lastAt: now });
  const note = unmeasured === true ? NOT_MEASURED : ENDED_BY_ITSELF;
  return replace(book, overIfNothingStands({ ...next, severity: severityLeft(next) }, now, note));
}

/** What still stands decides; of what is only counted it is not known, and what is over keeps what it was. */
function severityLeft({ causes, rest, severity }: AlertRecord): Severity {
  const standing = causes.filter(isStanding);
  if (standing.length === 0 || rest.size > 0) return severity;
  return standing.some((cause) => cause.severity === "bad") ? "bad" : "warn";
}

const overIfNothingStands = (alert: AlertRecord, now: Date, note: string): AlertRecord =>
  alert.state !== "resolved" && !anyStands(alert) ? resolved(alert, now, note) : alert;

function endCounted(book: Book, alert: AlertRecord, fact: AlertFact, { now, rest }: Ground): Book {
  const since = alert.rest.get(fact.key);
  if (since === undefined || isOlder({ since }, fact)) return book;
  const next = { ...alert, lastAt: now, rest: rest.without(alert.rest, fact.key) };
  return replace(book, overIfNothingStands(next, now, ENDED_BY_ITSELF));
}

/** What was only counted is kept as soon as there is room for it; until then it is told again to no effect. */
function stillCounted(book: Book, alert: AlertRecord, fact: AlertFact, ground: Ground): Book {
  const since = alert.rest.get(fact.key) ?? fact.since;
  if (hasRoom(alert)) {
    const left = { ...alert, rest: ground.rest.without(alert.rest, fact.key) };
    return replace(book, joined(left, causeOf({ ...fact, since }, ground), fact, ground));
  }
  const louder = isLouder(ground.tierOf(alert.domain, fact.severity), alert.tier);
  return louder ? replace(book, weighed({ ...alert, lastAt: ground.now }, fact, ground)) : book;
}

/** An alert that is over; nothing more is told of it but its end. */
export const resolved = (alert: AlertRecord, now: Date, note: string): AlertRecord => ({
  ...alert,
  rest: alert.rest.size === 0 ? alert.rest : new Map(),
  state: "resolved",
  resolvedAt: now,
  resolvedNote: note,
  pending: false,
  silenceReason: alert.pending ? (alert.silenceReason ?? OVER_SOONER) : null,
});

function stands(book: Book, { alert, cause }: Known, fact: AlertFact, ground: Ground): Book {
  const next = withCause({ ...alert, lastAt: ground.now }, toldAgain(cause, fact, ground.now));
  return replace(book, weighed(next, fact, ground));
}

function comeBack(book: Book, { alert, cause }: Known, fact: AlertFact, ground: Ground): Book {
  const again = { ...toldAgain(cause, fact, ground.now), since: fact.since, endedAt: null };
  const back = withCause({ ...alert, lastAt: ground.now, flaps: alert.flaps + 1 }, again);
  if (back.state !== "resolved") return replace(book, weighed(back, fact, ground));
  const open = { ...returned(calledOver(back)), resolvedAt: null, resolvedNote: "", silenceReason: null };
  const told = { ...open, endTold: false, pending: !isAwaited(alert), recheckAt: ground.now };
  return replace(book, weighed(told, fact, ground));
}

/**
 * Whether those who were told of an alert still expect it, so that its return is no news: they know of all that it
 * was, nobody told them that it is over, and nobody had taken it on, so that its escalation goes on where it was.
 */
const isAwaited = (over: AlertRecord): boolean =>
  over.announced > 0 &&
  !over.endTold &&
  !over.takenOn &&
  over.silenceReason === null &&
  OWN_ENDS.includes(over.resolvedNote);

/** What a person ended together with it may come back too: a millisecond earlier, it is no replay when told again. */
function calledOver(alert: AlertRecord): AlertRecord {
  const { resolvedAt, resolvedNote, causes } = alert;
  if (resolvedAt === null || OWN_ENDS.includes(resolvedNote)) return alert;
  const byPerson = (cause: Cause): boolean => cause.endedAt?.getTime() === resolvedAt.getTime();
  const earlier = (since: Date): Date => new Date(since.getTime() - 1);
  return {
    ...alert,
    causes: causes.map((one) => (byPerson(one) ? { ...one, since: earlier(one.since) } : one)),
  };
}

/** Louder than before is news, also to who took it on; quieter is not. */
function weighed(alert: AlertRecord, fact: AlertFact, ground: Ground): AlertRecord {
  const severity = alert.causes.some((cause) => isStanding(cause) && cause.severity === "bad")
    ? "bad"
    : fact.severity;
  const tier = ground.tierOf(alert.domain, severity);
  if (!isLouder(tier, alert.tier)) return { ...alert, severity };
  return { ...returned(alert), severity, tier, pending: true, recheckAt: ground.now };
}

const causeOf = (fact: AlertFact, { now, newId }: Ground): Cause => ({
  ...{ id: newId(), key: fact.key, source: fact.source, severity: fact.severity },
  ...{ title: fact.title, sentence: fact.sentence, since: fact.since, lastAt: now, endedAt: null },
});

function begin(book: Book, fact: AlertFact, ground: Ground): Book {
  const { now, newId } = ground;
  const cause = causeOf(fact, ground);
  const near = book.find(
    (alert) =>
      alert.domain === fact.domain &&
      alert.state !== "resolved" &&
      now.getTime() - alert.raisedAt.getTime() <= GROUP_MS,
  );
  if (near !== undefined) return replace(book, joined(near, cause, fact, ground));
  const raised: AlertRecord = {
    ...{ id: newId(), domain: fact.domain, severity: fact.severity, state: "open" },
    tier: ground.tierOf(fact.domain, fact.severity),
    ...{ raisedAt: now, lastAt: now, resolvedAt: null, resolvedNote: "", flaps: 0, rest: new Map() },
    ...{ pending: true, recheckAt: now, silenceReason: null, announced: 0, announcedAt: null },
    ...{ endTold: false, takenOn: false, causes: [cause] },
  };
  return [...book, raised];
}

const hasRoom = ({ causes }: AlertRecord): boolean =>
  causes.length < MOST_CAUSES || causes.some((one) => !isStanding(one));

/** A cause that ended makes room; when all stand, more of the same are counted and not kept. */
function joined(alert: AlertRecord, cause: Cause, fact: AlertFact, ground: Ground): AlertRecord {
  const at = { ...alert, lastAt: ground.now };
  if (!hasRoom(alert))
    return weighed({ ...at, rest: ground.rest.with(alert.rest, fact.key, fact.since) }, fact, ground);
  const kept = alert.causes.length < MOST_CAUSES ? alert.causes : dropOldestEnded(alert.causes);
  return weighed({ ...at, causes: [...kept, cause] }, fact, ground);
}

function dropOldestEnded(causes: readonly Cause[]): readonly Cause[] {
  const [oldest] = causes
    .filter((cause) => !isStanding(cause))
    .toSorted((one, other) => (one.endedAt?.getTime() ?? 0) - (other.endedAt?.getTime() ?? 0));
  return causes.filter((cause) => cause !== oldest);
}
