import { describe, expect, it } from "vitest";
import { axisOf, labelled, neighbour, percentOf, ticksOf } from "./track-places";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour)).toISOString();
const axis = axisOf([at(4), at(0), at(2)], at(10));

describe("the track's axis", () => {
  it("runs from the oldest moment until now, and is never without length", () => {
    expect([percentOf(axis, at(0)), percentOf(axis, at(5)), percentOf(axis, at(10))]).toEqual([0, 50, 100]);
    const point = axisOf([at(10)], at(10));
    expect(point.until - point.from).toBe(60_000);
    expect(axisOf([], at(10)).until).toBe(Date.parse(at(10)));
  });

  it("keeps what lies outside at its ends", () => {
    expect([percentOf(axis, at(-3)), percentOf(axis, at(20))]).toEqual([0, 100]);
  });

  it("is parted evenly, ends included", () => {
    expect(ticksOf(axis, 3).map((moment) => percentOf(axis, moment))).toEqual([0, 50, 100]);
  });

  it("labels the newest first, and none that would lie on another", () => {
    const marks = [{ at: at(0) }, { at: at(8) }, { at: at(9) }, { at: at(5) }];
    expect([...labelled(axis, marks)].map((mark) => mark.at)).toEqual([at(9), at(5), at(0)]);
  });

  it("leads by arrow keys from backup to backup, and stops at the ends", () => {
    const keys = ["ArrowRight", "ArrowLeft", "Home", "End", "Enter"].map((key) => neighbour(key, 2, 3));
    expect(keys).toEqual([2, 1, 0, 2, null]);
  });
});
