import { describe, expect, it } from "vitest";
import type { SignalId } from "./catalog";
import {
  clockIn,
  domainsOf,
  healthSentence,
  likelyCause,
  type SignalStanding,
  signalSentence,
  withoutReading,
} from "./sentence";

const now = new Date("2026-11-28T13:21:00Z");
const zone = "Europe/Berlin";
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const release = { at: ago(50), words: "after release 2026.11.2" };
const told = { now, zone, causes: [release] };
const standing = (id: SignalId, over: Partial<SignalStanding> = {}): SignalStanding => ({
  ...{ id, state: "good", since: ago(600), value: 0, threshold: null },
  ...over,
});
const broken = standing("work_orders", { state: "bad", since: ago(18), value: 0.86, threshold: 0.25 });

describe("a signal's sentence", () => {
  it("names what hurts, since when on the plant's clock, after what, value and limit", () => {
    expect(signalSentence({ ...broken, since: ago(25) }, told)).toBe(
      "Work orders cannot be confirmed since 13:56 CET, after release 2026.11.2: failed work orders 86\u00a0%, limit 25\u00a0%.",
    );
  });
  it("says of what is inside its limit again, and not well yet, that it is back there", () => {
    const easing = signalSentence(
      { ...broken, state: "warn", value: 0, threshold: 0.1 },
      { ...told, causes: [] },
    );
    expect(easing).toMatch(/: failed work orders back at 0\s%, limit 10\s%\.$/);
    expect(withoutReading(easing)).toBe("Some work orders cannot be confirmed since 14:03 CET");
    const up = standing("check_work_order", { state: "bad", value: 3, threshold: 1 });
    expect(signalSentence(up, told)).not.toContain("back at");
  });
  it("blames nothing that ended longer ago, or later", () => {
    expect(likelyCause([release], ago(18))).toBeNull();
    expect(likelyCause([release], ago(51))).toBeNull();
    expect(likelyCause([release, { at: ago(40), words: "after a restore" }], ago(30))?.words).toBe(
      "after a restore",
    );
  });
  it("tells the day of what stands longer than today", () => {
    expect(clockIn(ago(1), now, zone)).toBe("14:20 CET");
    expect(clockIn(ago(60 * 20), now, zone)).toBe("Fri 27 Nov 18:21 CET");
  });
});

describe("an environment", () => {
  const slow = standing("latency_p95", { state: "warn", since: ago(5), value: 1.2, threshold: 1 });
  const blind = standing("stock_moves", { state: "unknown", value: null });
  const old = standing("backup_age", { state: "bad", since: ago(900), value: 400_000, threshold: 180_000 });
  it("says the worst first, counts the rest, and what nobody knows", () => {
    expect(healthSentence([standing("restarts"), slow, blind, broken], { ...told, causes: [] })).toBe(
      "Work orders cannot be confirmed since 14:03 CET: failed work orders 86\u00a0%, limit 25\u00a0%. One more signal stands beyond its limit. One signal is unknown.",
    );
  });
  it("tells what hurts now before what a disaster would cost", () => {
    expect(healthSentence([old, slow], { ...told, causes: [] })).toMatch(/^Pages are slow since 14:16 CET/);
    expect(healthSentence([old], { ...told, causes: [] })).toMatch(/^There is no fresh backup since/);
  });
  it("is never said to be well on nothing", () => {
    expect(healthSentence([blind], told)).toBe("Nothing is measured here, so nothing can be said.");
    expect(healthSentence([blind, standing("restarts"), standing("scheduler")], told)).toBe(
      "How Business flow stands is not known. What is known is as it should be.",
    );
    const never = standing("backup_age", { state: "unknown", value: null });
    expect(healthSentence([never, standing("restarts")], told)).toBe(
      "Everything that is measured is as it should be. Recovery is not proven yet.",
    );
  });
  it("has its domains worst first, each with what is unknown in it", () => {
    const domains = domainsOf([slow, blind, broken, standing("restarts"), old]);
    expect(domains.map(({ id, state, unknown }) => [id, state, unknown])).toEqual([
      ["business", "bad", 1],
      ["continuity", "bad", 0],
      ["application", "warn", 0],
      ["platform", "good", 0],
    ]);
    expect(domainsOf([blind]).map(({ state }) => state)).toEqual(["unknown"]);
  });
});
