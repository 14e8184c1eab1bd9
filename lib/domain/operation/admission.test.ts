import { describe, expect, it } from "vitest";
import { isAdmitted, slotSentence } from "./admission";

const cluster = { name: "nw-east", running: 4, limit: 4 };
const fleet = { running: 10, limit: 20 };
const nobody = { aheadInCluster: 0, aheadInFleet: 0, fairerInCluster: 0, fairerInFleet: 0 };
const fairer = (fairerInCluster: number, fairerInFleet: number) => ({
  aheadInCluster: fairerInCluster,
  aheadInFleet: fairerInFleet,
  fairerInCluster,
  fairerInFleet,
});

describe("a slot", () => {
  it("is there while cluster and fleet have room for it and for all before it", () => {
    const room = { ...cluster, running: 2 };
    expect(isAdmitted({ cluster: room, fleet, ...fairer(1, 1) })).toBe(true);
    expect(isAdmitted({ cluster: room, fleet, ...fairer(2, 1) })).toBe(false);
    expect(isAdmitted({ cluster: room, fleet: { running: 19, limit: 20 }, ...fairer(0, 1) })).toBe(false);
    expect(isAdmitted({ cluster, fleet, ...nobody })).toBe(false);
  });

  it("is waited for in words: where it is full, and who comes before", () => {
    expect(slotSentence({ cluster, fleet, ...fairer(3, 0) })).toBe(
      "Waits for a slot: 4 of 4 operations run on nw-east; 3 before it.",
    );
    const full = { cluster: { ...cluster, running: 1 }, fleet: { running: 20, limit: 20 } };
    expect(slotSentence({ ...full, ...nobody })).toBe(
      "Waits for a slot: 20 of 20 operations run in the whole fleet; it is next.",
    );
    expect(slotSentence({ cluster: { ...cluster, running: 0 }, fleet, ...nobody })).toBeNull();
  });
});
