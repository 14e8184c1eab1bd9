import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, commands, fact, ground, holds, KEYS, MINUTE, only, Place } from "@/lib/testing/alert-model";
import { applyFact, applyFacts, type Book, resolved } from "./course";
import { type AlertRecord, isStanding } from "./record";
import {
  ALERT_STATES,
  GROUP_MS,
  LEGAL_ALERT_MOVES,
  MOST_CAUSES,
  MOST_REST,
  moveAlert,
  REOPEN_MS,
} from "./state";
import { heldBack, look } from "./tell";

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

  it("that ended after somebody took it on, was called over or was held back is told when it comes back", () => {
    const told = look(only(applyFact([], fact("a", 0), ground(0))), null, at(0)).alert;
    const ends = (alert: AlertRecord) =>
      only(applyFact([alert], fact("a", 3 * MINUTE, { firing: false }), ground(3 * MINUTE)));
    const back = (over: AlertRecord) => only(applyFact([over], fact("a", 8 * MINUTE), ground(8 * MINUTE)));
    const taken = back(ends({ ...told, state: "acknowledged", takenOn: true }));
    expect(taken).toMatchObject({ state: "open", takenOn: false, pending: true });
    expect(look(taken, null, at(8 * MINUTE))).toMatchObject({ tell: "raised", alert: { announced: 2 } });
    const over = ends(told);
    expect(back({ ...over, resolvedNote: "Ada: looked at it." }).pending).toBe(true);
    const held = ends(heldBack(told, { reason: "Works", until: at(5 * MINUTE) }));
    expect(back(held)).toMatchObject({ pending: true, silenceReason: null });
    expect(back(over).pending).toBe(false);
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

  it("are as severe as what still stands of them", () => {
    let book = applyFact([], fact("a", 0, { severity: "warn" }), ground(0));
    book = applyFact(book, fact("b", MINUTE), ground(MINUTE));
    expect(only(book).severity).toBe("bad");
    book = applyFact(book, fact("b", 2 * MINUTE, { firing: false }), ground(2 * MINUTE));
    expect(only(book)).toMatchObject({ state: "open", severity: "warn", tier: "page" });
    const gone = fact("a", 3 * MINUTE, { firing: false, unmeasured: true });
    expect(only(applyFact(book, gone, ground(3 * MINUTE)))).toMatchObject({
      ...{ state: "resolved", severity: "warn", resolvedNote: "It is not measured any more." },
    });
  });

  it("ten thousand in a minute stay one alert with bounded rows, and are counted", () => {
    let book: Book = [];
    for (let post = 0; post < 10; post += 1) {
      const facts = Array.from({ length: 1_000 }, (_, number) => fact(`k${post}.${number}`, post));
      book = applyFacts(book, facts, ground(post));
    }
    const alert = only(book);
    expect(alert.causes).toHaveLength(MOST_CAUSES);
    expect(alert.rest.size).toBe(10_000 - MOST_CAUSES);
    expect(look(alert, null, at(MINUTE)).tell).toBe("raised");
    const more = Array.from({ length: 300 }, (_, number) => fact(`more${number}`, MINUTE));
    expect(only(applyFacts(book, more, ground(MINUTE))).rest.size).toBe(MOST_REST);
  });

  it("beyond what is kept are told again to no effect, stand when those kept end, and take their place", () => {
    const post = Array.from({ length: MOST_CAUSES + 10 }, (_, number) =>
      fact(`k${number}`, 0, { source: "alertmanager" }),
    );
    let book = applyFacts([], post, ground(0));
    const told = look(only(book), null, at(0)).alert;
    book = applyFacts([told], post, ground(20 * MINUTE));
    expect(only(book)).toMatchObject({ pending: false, announced: 1 });
    expect(only(book).rest.size).toBe(10);
    const ended = post.slice(0, MOST_CAUSES).map((one) => ({ ...one, firing: false }));
    book = applyFacts(book, ended, ground(21 * MINUTE));
    expect(only(book)).toMatchObject({ state: "open", resolvedAt: null });
    book = applyFacts(book, post.slice(MOST_CAUSES), ground(40 * MINUTE));
    expect(only(book).rest.size).toBe(0);
    expect(only(book).causes.filter(isStanding)).toHaveLength(10);
    const last = post.slice(MOST_CAUSES).map((one) => ({ ...one, firing: false }));
    expect(only(applyFacts(book, last, ground(41 * MINUTE)))).toMatchObject({ state: "resolved" });
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

describe("whatever comes in whatever order", () => {
  it("no cause stands twice or in an alert that is over; what stands is told once silences are over; none is told twice", () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 40, size: "max" }), (run) => {
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
      { numRuns: 200 },
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
