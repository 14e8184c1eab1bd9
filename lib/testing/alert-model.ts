import fc from "fast-check";
import { expect } from "vitest";
import { applyFact, type Book, resolved } from "@/lib/domain/alert/course";
import { type AlertRecord, anyStands, isStanding } from "@/lib/domain/alert/record";
import type { AlertDomain, AlertFact, Severity } from "@/lib/domain/alert/source";
import { MOST_CAUSES, moveAlert, REOPEN_MS } from "@/lib/domain/alert/state";
import { heldBack, look, type Silenced } from "@/lib/domain/alert/tell";
import { tierOf } from "@/lib/domain/alert/tier";

const START = Date.UTC(2026, 10, 21, 12);
export const at = (ms: number) => new Date(START + ms);
export const MINUTE = 60_000;
let ids = 0;
const newId = () => {
  ids += 1;
  return `id-${ids}`;
};
const tier = (domain: AlertDomain, severity: Severity) =>
  tierOf(domain, severity, { stage: "production", tier: "tier2" });
export const ground = (ms: number) => ({ now: at(ms), tierOf: tier, newId });
export const fact = (key: string, ms: number, more: Partial<AlertFact> = {}): AlertFact => ({
  ...{
    key,
    source: "health",
    domain: "application",
    severity: "bad",
    title: key,
    sentence: `${key} is bad.`,
  },
  ...{ since: at(ms), firing: true },
  ...more,
});
export const only = (book: Book): AlertRecord => {
  expect(book).toHaveLength(1);
  return book[0] as AlertRecord;
};

const STEP_MS = 15 * MINUTE;

/** A place with its alerts, and what its people heard, under commands in any order. */
export class Place {
  book: Book = [];
  ms = 0;
  standing = new Map<string, Severity>();
  silence: Silenced | null = null;
  heard: { id: string; tell: "raised" | "over" | "escalated" }[] = [];
  /** When an alert that was told goes on to the next who is told; null when nobody is left. */
  steps = new Map<string, number | null>();
  /** What an Alertmanager posts again and again, with its beginning. */
  posted = new Map<string, number>();

  tick(ms: number) {
    this.ms += ms;
    this.book = this.book.map((alert) => {
      const silence = this.silence !== null && this.silence.until > at(this.ms) ? this.silence : null;
      const { alert: next, tell } = look(alert, silence, at(this.ms));
      if (tell !== null) this.heard.push({ id: alert.id, tell });
      if (tell === "raised") this.steps.set(alert.id, this.ms + STEP_MS);
      else this.escalate(next, silence);
      return next;
    });
  }

  private escalate({ id, state, pending }: AlertRecord, silence: Silenced | null) {
    const due = (this.steps.get(id) ?? Number.POSITIVE_INFINITY) <= this.ms;
    if (!due || state !== "open" || pending || silence !== null) return;
    this.heard.push({ id, tell: "escalated" });
    this.steps.set(id, null);
  }
}

export const KEYS = ["a", "b", "c"] as const;
const DOMAIN_OF = { a: "application", b: "application", c: "database" } as const;
type Real = Place;
type Model = Record<string, never>;

export const command = (name: string, run: (place: Place) => void): fc.Command<Model, Real> => ({
  check: () => true,
  run: (_, place) => {
    run(place);
    holds(place);
  },
  toString: () => name,
});

/** What is true after every command. */
export function holds(place: Place): void {
  const standing = place.book.flatMap((alert) => [
    ...alert.causes.filter(isStanding).map(({ key }) => ({ alert, key })),
    ...[...alert.rest.keys()].map((key) => ({ alert, key })),
  ]);
  expect(standing.map(({ key }) => key).sort()).toEqual([...place.standing.keys()].sort());
  for (const { alert } of standing) expect(alert.state).not.toBe("resolved");
  for (const alert of place.book) {
    expect(alert.causes.length).toBeLessThanOrEqual(MOST_CAUSES);
    expect(alert.state === "resolved").toBe(!anyStands(alert));
    expect(alert.resolvedAt !== null).toBe(alert.state === "resolved");
    if (alert.state === "resolved") expect(alert.pending).toBe(false);
    // Nobody has it: then it is told, or somebody was told of it and the next one will be, while there is one.
    if (alert.state === "open") expect(alert.pending || place.steps.has(alert.id)).toBe(true);
  }
}

export const commands = [
  ...KEYS.map((key) =>
    fc.constantFrom<Severity>("warn", "bad").map((severity) =>
      command(`fire ${key} ${severity}`, (place) => {
        place.standing.set(key, severity);
        const told = fact(key, place.ms, { severity, domain: DOMAIN_OF[key] });
        place.book = applyFact(place.book, told, ground(place.ms));
      }),
    ),
  ),
  fc.constantFrom(...KEYS).map((key) =>
    command(`end ${key}`, (place) => {
      place.standing.delete(key);
      const told = fact(key, place.ms, { firing: false, domain: DOMAIN_OF[key] });
      place.book = applyFact(place.book, told, ground(place.ms));
    }),
  ),
  fc
    .constantFrom(10_000, MINUTE, REOPEN_MS + MINUTE)
    .map((ms) => command(`wait ${ms}`, (place) => place.tick(ms))),
  fc.constant(
    command("acknowledge", (place) => {
      place.book = place.book.map((alert) => {
        const next = moveAlert(alert.state, "acknowledge");
        if (!next.ok) return alert;
        place.steps.delete(alert.id);
        const pending = alert.silenceReason !== null && alert.pending;
        return { ...alert, state: next.value, takenOn: true, pending };
      });
    }),
  ),
  fc.constant(
    command("call over", (place) => {
      const now = at(place.ms);
      place.standing.clear();
      place.book = place.book.map((alert) => {
        if (alert.state === "resolved") return alert;
        place.steps.delete(alert.id);
        const causes = alert.causes.map((cause) => (isStanding(cause) ? { ...cause, endedAt: now } : cause));
        return resolved({ ...alert, causes }, now, "Ada: looked at it.");
      });
    }),
  ),
  fc.constantFrom(MINUTE, 20 * MINUTE).map((ms) =>
    command(`silence ${ms}`, (place) => {
      place.silence = { reason: "Works in the hall", until: at(place.ms + ms) };
      place.book = place.book.map((alert) => heldBack(alert, place.silence as Silenced));
    }),
  ),
];
