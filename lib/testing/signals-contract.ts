import { describe, expect, it } from "vitest";
import { SIGNAL_NAMES } from "@/lib/domain/health/signal";
import type { Signals, SignalTarget, SignalWindow } from "@/lib/ports/signals";

/** What really happened in an environment, for the signals to tell. */
export type SignalScene = {
  signals: Signals;
  /** Its stable service answered 30 requests well, its canary failed 10 of 10. */
  target: SignalTarget;
  window: SignalWindow;
  clusterWithoutSource: string;
  /** An environment where nothing ever happened. */
  quiet: SignalTarget;
};

/** What every implementation of Signals holds to. */
export function signalsContract(name: string, scene: () => SignalScene): void {
  const limit = () => AbortSignal.timeout(20_000);
  const read = (track: "all" | "stable" | "canary", target = scene().target) =>
    scene().signals.read(target, SIGNAL_NAMES, { window: scene().window, track, signal: limit() });

  describe(name, () => {
    it("knows where it can measure", async () => {
      const { signals, target, clusterWithoutSource } = scene();
      expect(await signals.available(target.clusterId)).toBe(true);
      expect(await signals.available(clusterWithoutSource)).toBe(false);
    });

    it("tells the canary's failures from the running release's successes", async () => {
      const [stable, canary, all] = [await read("stable"), await read("canary"), await read("all")];
      expect(stable.get("error_ratio")).toEqual({ value: 0, samples: 30 });
      expect(canary.get("error_ratio")).toEqual({ value: 1, samples: 10 });
      expect(all.get("error_ratio")?.samples).toBe(40);
      expect(all.get("error_ratio")?.value).toBeCloseTo(0.25, 2);
    });

    it("answers every name asked, in its unit, never with what is no number", async () => {
      const readings = await read("all");
      expect([...readings.keys()].sort()).toEqual([...SIGNAL_NAMES].sort());
      for (const [signal, { value, samples }] of readings) {
        expect(Number.isFinite(value), signal).toBe(true);
        expect(Number.isInteger(samples) && samples > 0, signal).toBe(true);
      }
      const seconds = (scene().window.to.getTime() - scene().window.from.getTime()) / 1000;
      expect(readings.get("request_rate")?.value).toBeCloseTo(40 / seconds, 1);
      expect(readings.get("latency_p95")?.value).toBeLessThan(5);
      expect(readings.get("restarts")?.value).toBe(0);
      expect(readings.get("job_backlog")?.value).toBe(0);
      expect(readings.get("failed_jobs")?.value).toBe(0);
      expect(readings.get("memory")?.value).toBeGreaterThan(1_000_000);
    });

    it("has no value and no samples where nothing was measured", async () => {
      for (const [signal, reading] of await read("all", scene().quiet)) {
        expect(reading, signal).toEqual({ value: null, samples: 0 });
      }
    });

    it("tells a course with a point for every step, gaps as null", async () => {
      const { signals, target, window } = scene();
      const options = { window, track: "stable" as const, stepSeconds: 5, signal: limit() };
      const points = await signals.series(target, "request_rate", options);
      expect(points[0]?.at).toBe(window.from.toISOString());
      expect(points.some(({ value }) => value !== null && value > 0)).toBe(true);
      const times = points.map(({ at }) => Date.parse(at));
      expect(times.every((at, index) => index === 0 || at - (times[index - 1] ?? 0) === 5_000)).toBe(true);
      const nothing = await signals.series(scene().quiet, "request_rate", options);
      expect(nothing).toHaveLength(points.length);
      expect(nothing.every(({ value }) => value === null)).toBe(true);
    });

    it("never tells more than 300 points", async () => {
      const { signals, target, window } = scene();
      const day = { from: new Date(window.to.getTime() - 86_400_000), to: window.to };
      const options = { window: day, track: "all" as const, stepSeconds: 1, signal: limit() };
      const points = await signals.series(target, "memory", options);
      expect(points.length).toBeLessThanOrEqual(300);
    });

    it("stops when it is told to", async () => {
      const { signals, target, window } = scene();
      const signal = AbortSignal.abort(new Error("enough"));
      const asked = signals.read(target, ["memory"], { window, track: "all", signal });
      await expect(asked).rejects.toThrow("enough");
    });
  });
}
