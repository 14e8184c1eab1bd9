import fc from "fast-check";
import { expect, it } from "vitest";
import { at, command, commands, fact, ground, holds, MINUTE, Place } from "@/lib/testing/alert-model";
import { applyFacts, type Book, resolved } from "./course";
import { isStanding } from "./record";
import { MOST_CAUSES } from "./state";

const OUTSIDE = Array.from({ length: MOST_CAUSES + 2 }, (_, number) => `o${number}`);

const post = (place: Place, keys: readonly string[], firing: boolean) => {
  const facts = keys.map((key) =>
    fact(key, place.posted.get(key) ?? place.ms, { source: "alertmanager", domain: "platform", firing }),
  );
  place.book = applyFacts(place.book, facts, ground(place.ms));
};

const outside = [
  fc.constantFrom(1, MOST_CAUSES, OUTSIDE.length).map((count) =>
    command(`post ${count}`, (place) => {
      // What begins at the very moment of its last beginning is a replay of it.
      place.ms += 1;
      for (const key of OUTSIDE.slice(-count)) if (!place.posted.has(key)) place.posted.set(key, place.ms);
      post(place, [...place.posted.keys()], true);
      for (const key of place.posted.keys()) place.standing.set(key, "bad");
    }),
  ),
  fc.constant(
    command("repeat post", (place) => {
      const before = place.book;
      const allStand = [...place.posted.keys()].every((key) => place.standing.has(key));
      post(place, [...place.posted.keys()], true);
      for (const key of place.posted.keys()) place.standing.set(key, "bad");
      if (!allStand) return;
      const told = (book: Book) =>
        book.map(({ id, pending, state, announced, flaps }) => ({ id, pending, state, announced, flaps }));
      expect(told(place.book)).toEqual(told(before));
    }),
  ),
  fc.tuple(fc.nat(OUTSIDE.length - 1), fc.constantFrom(1, 30, OUTSIDE.length)).map(([first, count]) =>
    command(`end ${first} and ${count} more`, (place) => {
      const keys = OUTSIDE.slice(first, first + count);
      post(place, keys, false);
      for (const key of keys) {
        place.standing.delete(key);
        place.posted.delete(key);
      }
    }),
  ),
  fc.constant(
    command("resolve by a person", (place) => {
      const now = at(place.ms);
      place.book = place.book.map((alert) => {
        if (alert.domain !== "platform" || alert.state === "resolved") return alert;
        const causes = alert.causes.map((one) => (isStanding(one) ? { ...one, endedAt: now } : one));
        return resolved({ ...alert, causes }, now, "Ada: looked at it.");
      });
      for (const key of OUTSIDE) place.standing.delete(key);
    }),
  ),
];

it("more causes than are kept stand until they end, and a post that says the same changes nothing", () => {
  fc.assert(
    fc.property(fc.commands([...commands, ...outside, ...outside], { maxCommands: 25 }), (run) => {
      const place = new Place();
      fc.modelRun(() => ({ model: {}, real: place }), run);
      place.tick(60 * MINUTE);
      holds(place);
    }),
    { numRuns: 60 },
  );
});
