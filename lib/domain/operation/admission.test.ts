import { describe, expect, it } from "vitest";
import { isAdmitted, slotSentence } from "./admission";

const cluster = { name: "nw-east", running: 4, limit: 4 };
const fleet = { running: 10, limit: 20 };
const nobody = { aheadInCluster: 0, aheadInFleet: 0 };

describe("a slot", () => {
  it("is there while cluster and fleet have room for it and for all before it", () => {
    const room = { ...cluster, running: 2 };
    expect(isAdmitted({ cluster: room, fleet, aheadInCluster: 1, aheadInFleet: 1 })).toBe(true);
    expect(isAdmitted({ cluster: room, fleet, aheadInCluster: 2, aheadInFleet: 1 })).toBe(false);
    expect(
      isAdmitted({ cluster: room, fleet: { running: 19, limit: 20 }, aheadInCluster: 0, aheadInFleet: 1 }),
    ).toBe(false);
    expect(isAdmitted({ cluster, fleet, ...nobody })).toBe(false);
  });

  it("is waited for in words: where it is full, and who comes before", () => {
    expect(slotSentence({ cluster, fleet, aheadInCluster: 3, aheadInFleet: 0 })).toBe(
      "Waits for a slot: 4 of 4 operations run on nw-east; 3 before it.",
    );
    const full = { cluster: { ...cluster, running: 1 }, fleet: { running: 20, limit: 20 } };
    expect(slotSentence({ ...full, ...nobody })).toBe(
      "Waits for a slot: 20 of 20 operations run in the whole fleet; it is next.",
    );
    expect(slotSentence({ cluster: { ...cluster, running: 0 }, fleet, ...nobody })).toBeNull();
  });
});
