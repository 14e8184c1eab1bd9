import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conflictsOf, MAX_CONFLICTS, overlaps, type PlacedChange, spanFrom } from "./conflicts";

const now = new Date("2026-11-20T08:00:00.000Z");
const mira = { id: "u1", name: "Mira" };
const change = (more: Partial<PlacedChange> = {}): PlacedChange => ({
  ...{ id: "other", number: "CHG-7", tenantId: "t1", environmentId: "e2" },
  ...{
    cluster: { id: "c1", name: "ham-1" },
    database: null,
    people: [],
    systems: [],
    span: spanFrom(now),
    running: false,
  },
  ...more,
});
const subject = { ...change({ id: "own", environmentId: "e1", people: [mira] }) };
const found = (...others: PlacedChange[]) =>
  conflictsOf(subject, others, []).map(({ kind, sentence }) => `${kind}: ${sentence}`);

describe("conflicts", () => {
  it("are told by what is shared, the nearest first", () => {
    expect(
      found(
        change({ people: [mira], running: true }),
        change({ id: "b", environmentId: "e1", span: null, number: "CHG-8" }),
      ),
    ).toEqual([
      "same_environment: CHG-8 is open for this environment too.",
      "same_cluster: CHG-7 runs on ham-1 at that time.",
      "same_people: Mira is needed for CHG-7 at that time.",
    ]);
    const shared = { ...subject, database: "pg" };
    expect(conflictsOf(shared, [change({ database: "pg" })], [])[0]?.kind).toBe("same_database");
    expect(conflictsOf(subject, [], [{ id: "t", number: "TRN-4", ring: "Pilot" }])[0]?.sentence).toBe(
      "TRN-4 comes here too, in its ring Pilot.",
    );
  });

  it("are none with itself, at another time, or elsewhere with other people", () => {
    expect(found(change({ id: "own", environmentId: "e1" }))).toEqual([]);
    expect(found(change({ span: spanFrom(new Date("2026-11-20T09:00:00.000Z")) }))).toEqual([]);
    expect(found(change({ span: null }))).toEqual([]);
    expect(found(change({ cluster: { id: "c2", name: "fra-1" } }))).toEqual([]);
  });

  it("tell of a system both are connected to, wherever the other runs, but not to another tenant", () => {
    const mes = { ...subject, systems: ["Shop floor 4", "DHL"] };
    const elsewhere = { id: "far", environmentId: "e9", cluster: { id: "c9", name: "fra-1" } };
    const other = change({ ...elsewhere, systems: ["shop  floor 4"] });
    expect(conflictsOf(mes, [other], []).map(({ kind }) => kind)).toEqual(["dependent_integration"]);
    expect(conflictsOf(mes, [other], [])[0]?.sentence).toContain("where Shop floor 4 is connected too");
    expect(conflictsOf(mes, [{ ...other, tenantId: "t2" }], [])).toEqual([]);
    expect(conflictsOf(mes, [{ ...other, span: null }], [])).toEqual([]);
    expect(conflictsOf({ ...mes, systems: [] }, [other], [])).toEqual([]);
  });

  it("name nobody of another tenant", () => {
    const told = conflictsOf(subject, [change({ tenantId: "t2", people: [mira] })], []);
    expect(told).toHaveLength(2);
    for (const { sentence, subject } of told) {
      expect(sentence).not.toContain("CHG-7");
      expect(subject).toBeNull();
    }
  });

  it("are bounded, and overlapping is mutual", () => {
    const crowd = Array.from({ length: 100 }, (_, index) => change({ id: `x${index}` }));
    expect(conflictsOf(subject, crowd, [])).toHaveLength(MAX_CONFLICTS);
    const span = fc
      .tuple(fc.nat(500), fc.integer({ min: 1, max: 90 }))
      .map(([start, minutes]) => spanFrom(new Date(now.getTime() + start * 60_000), minutes));
    fc.assert(
      fc.property(span, span, (one, other) => {
        expect(overlaps(one, other)).toBe(overlaps(other, one));
        const minutes = (from: number, until: number) =>
          Array.from({ length: (until - from) / 60_000 }, (_, i) => from + i * 60_000);
        const slow = minutes(one.from.getTime(), one.until.getTime()).some(
          (at) => at >= other.from.getTime() && at < other.until.getTime(),
        );
        expect(overlaps(one, other)).toBe(slow);
      }),
    );
  });
});
