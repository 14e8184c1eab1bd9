import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyFact, type Book, resolved } from "./course";
import { type AlertRecord, isStanding } from "./record";
import type { AlertDomain, AlertFact, Severity } from "./source";
import { ALERT_STATES, GROUP_MS, LEGAL_ALERT_MOVES, MOST_CAUSES, moveAlert, REOPEN_MS } from "./state";
import { heldBack, look, type Silenced } from "./tell";
import { tierOf } from "./tier";

const START = Date.UTC(2026, 10, 21, 12);
const at = (ms: number) => new Date(START + ms);
const MINUTE = 60_000;
let ids = 0;
const newId = () => {
  ids += 1;
  return `id-${ids}`;
};
const tier = (domain: AlertDomain, severity: Severity) =>
  tierOf(domain, severity, { stage: "production", tier: "tier2" });
const ground = (ms: number) => ({ now: at(ms), tierOf: tier, newId });
const fact = (key: string, ms: number, more: Partial<AlertFact> = {}): AlertFact => ({
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
const only = (book: Book): AlertRecord => {
  expect(book).toHaveLength(1);
  return book[0] as AlertRecord;
};

describe("one cause", () => {
  it("raises one alert, is told once, and again only when it got louder", () => {
    let book = applyFact([], fact("a", 0, { severity: "warn" }), ground(0));
    expect(only(book)).toMatchObject({ state: "open", tier: "notice", pending: true });
    const first = look(only(book), null, at(0));
    expect(first.tell).toBe("raised");
    book = applyFact([first.alert], fact("a", 1_000, { severity: "warn" }), ground(1_000));
    expect(look(only(book), null, at(2_000)).tell).toBeNull();
    book = applyFact(book, fact("a", 3_000), ground(3_000));
    expect(only(book)).toMatchObject({ tier: "page", severity: "bad", pending: true });
    expect(look(only(book), null, at(3_000)).tell).toBe("raised");
  });

  it("that ends and comes back within the time is the same alert, and nobody is told twice", () => {
    let book: Book = [look(only(applyFact([], fact("a", 0), ground(0))), null, at(0)).alert];
    book = applyFact(book, fact("a", MINUTE, { firing: false }), ground(MINUTE));
    expect(only(book)).toMatchObject({ state: "resolved", resolvedNote: "It ended by itself." });
    expect(look(only(book), null, at(2 * MINUTE)).tell).toBeNull();
    book = applyFact(book, fact("a", 3 * MINUTE), ground(3 * MINUTE));
    expect(only(book)).toMatchObject({ state: "open", flaps: 1, pending: false, announced: 1 });
    book = applyFact(book, fact("a", 4 * MINUTE, { firing: false }), ground(4 * MINUTE));
    const over = look(only(book), null, at(4 * MINUTE + REOPEN_MS + 1));
    expect(over.tell).toBe("over");
    expect(look(over.alert, null, at(60 * MINUTE)).tell).toBeNull();
    const later = applyFact([over.alert], fact("a", 30 * MINUTE), ground(30 * MINUTE));
    expect(later).toHaveLength(2);
  });

  it("told again by a replay of what is over changes nothing; an end told late ends nothing newer", () => {
    const outside = { source: "alertmanager" as const };
    let book = applyFact([], fact("a", 0, outside), ground(0));
    book = applyFact(book, fact("a", 0, { ...outside, firing: false }), ground(MINUTE));
    expect(applyFact(book, fact("a", 0, outside), ground(2 * MINUTE))).toBe(book);
    book = applyFact(book, fact("a", 3 * MINUTE, outside), ground(3 * MINUTE));
    expect(only(book).state).toBe("open");
    expect(applyFact(book, fact("a", 0, { ...outside, firing: false }), ground(4 * MINUTE))).toBe(book);
  });

  it("that a person called over and its source still tells comes back", () => {
    const outside = { source: "alertmanager" as const };
    const book = applyFact([], fact("a", 0, outside), ground(0));
    const alert = only(book);
    const causes = alert.causes.map((cause) => ({ ...cause, endedAt: at(MINUTE) }));
    const closed = [resolved({ ...alert, causes }, at(MINUTE), "Ada: looked at it.")];
    expect(only(applyFact(closed, fact("a", 0, outside), ground(2 * MINUTE))).state).toBe("open");
  });
});

describe("many causes", () => {
  it("of one domain that come together are one alert; another domain or a later hour is another", () => {
    let book = applyFact([], fact("a", 0), ground(0));
    book = applyFact(book, fact("b", MINUTE), ground(MINUTE));
    expect(only(book).causes).toHaveLength(2);
    book = applyFact(book, fact("c", MINUTE, { domain: "database" }), ground(MINUTE));
    book = applyFact(book, fact("d", GROUP_MS + MINUTE), ground(GROUP_MS + MINUTE));
    expect(book).toHaveLength(3);
  });

  it("ten thousand in a minute stay one alert with bounded rows, and are counted", () => {
    let book: Book = [];
    for (let number = 0; number < 10_000; number += 1)
      book = applyFact(book, fact(`k${number}`, number), ground(number));
    const alert = only(book);
    expect(alert.causes).toHaveLength(MOST_CAUSES);
    expect(alert.moreCauses).toBe(10_000 - MOST_CAUSES);
    expect(look(alert, null, at(MINUTE)).tell).toBe("raised");
  });
});

describe("the table of moves", () => {
  it("lets exactly these through", () => {
    const pairs = ALERT_STATES.flatMap((from) =>
      (["acknowledge", "resolve", "return"] as const).flatMap((event) => {
        const next = moveAlert(from, event);
        return next.ok ? [`${from}>${next.value}`] : [];
      }),
    );
    expect(pairs.sort()).toEqual(LEGAL_ALERT_MOVES.map(([from, to]) => `${from}>${to}`).sort());
    expect(pairs).not.toContain("resolved>acknowledged");
  });
});

/** A place with its alerts, and what its people heard, under commands in any order. */
class Place {
  book: Book = [];
  ms = 0;
  standing = new Map<string, Severity>();
  silence: Silenced | null = null;
  heard: { id: string; tell: "raised" | "over" }[] = [];

  tick(ms: number) {
    this.ms += ms;
    this.book = this.book.map((alert) => {
      const silence = this.silence !== null && this.silence.until > at(this.ms) ? this.silence : null;
      const { alert: next, tell } = look(alert, silence, at(this.ms));
      if (tell !== null) this.heard.push({ id: alert.id, tell });
      return next;
    });
  }
}

const KEYS = ["a", "b", "c"] as const;
const DOMAIN_OF = { a: "application", b: "application", c: "database" } as const;
type Real = Place;
type Model = Record<string, never>;
type Key = (typeof KEYS)[number];

const command = (name: string, run: (place: Place) => void): fc.Command<Model, Real> => ({
  check: () => true,
  run: (_, place) => {
    run(place);
    holds(place);
  },
  toString: () => name,
});

/** What is true after every command. */
function holds(place: Place): void {
  const standing = place.book.flatMap((alert) =>
    alert.causes.filter(isStanding).map((cause) => ({ alert, cause })),
  );
  expect(standing.map(({ cause }) => cause.key).sort()).toEqual([...place.standing.keys()].sort());
  for (const { alert } of standing) expect(alert.state).not.toBe("resolved");
  for (const alert of place.book) {
    expect(alert.state === "resolved").toBe(!alert.causes.some(isStanding));
    expect(alert.resolvedAt !== null).toBe(alert.state === "resolved");
    if (alert.state === "resolved") expect(alert.pending).toBe(false);
  }
}

const commands = [
  fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom<Severity>("warn", "bad")).map(([key, severity]) =>
    command(`fire ${key} ${severity}`, (place) => {
      place.standing.set(key, severity);
      const told = fact(key, place.ms, { severity, domain: DOMAIN_OF[key as Key] });
      place.book = applyFact(place.book, told, ground(place.ms));
    }),
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
        return next.ok
          ? { ...alert, state: next.value, pending: alert.silenceReason !== null && alert.pending }
          : alert;
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

describe("whatever comes in whatever order", () => {
  it("no cause stands twice or in an alert that is over; what stands is told once silences are over; none is told twice", () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 60 }), (run) => {
        const place = new Place();
        fc.modelRun(() => ({ model: {}, real: place }), run);
        // Every silence is over now, and everybody looks once more.
        place.tick(60 * MINUTE);
        holds(place);
        for (const alert of place.book.filter(({ state }) => state === "open"))
          expect(place.heard.some(({ id, tell }) => id === alert.id && tell === "raised")).toBe(true);
        const before = place.heard.length;
        place.tick(MINUTE);
        expect(place.heard).toHaveLength(before);
        for (const alert of place.book) {
          const raised = place.heard.filter(({ id, tell }) => id === alert.id && tell === "raised").length;
          expect(raised).toBe(alert.announced);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("while a silence stands nothing is told, and what still stands at its end is told then", () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), fc.boolean(), (key, acknowledged) => {
        let alert = only(applyFact([], fact(key, 0), ground(0)));
        alert = look(alert, null, at(0)).alert;
        if (acknowledged) alert = { ...alert, state: "acknowledged" };
        const silence = { reason: "Works", until: at(20 * MINUTE) };
        alert = heldBack(alert, silence);
        for (let minute = 1; minute < 20; minute += 1) {
          const { alert: next, tell } = look(alert, silence, at(minute * MINUTE));
          expect(tell).toBeNull();
          alert = next;
        }
        const back = look(alert, null, at(20 * MINUTE));
        expect(back.tell).toBe("raised");
        expect(back.alert).toMatchObject({ state: "open", announced: 2, silenceReason: null });
      }),
    );
  });
});
