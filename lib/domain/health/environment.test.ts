import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { environmentHealth, type HealthInput, healthNow, STALE_AFTER_MS } from "./environment";
import type { PodFact } from "./facts";

const now = new Date("2026-11-21T10:00:00Z");
const earlier = (ms: number) => new Date(now.getTime() - ms);

function pod(overrides: Partial<PodFact> = {}): PodFact {
  return {
    name: "web-7d4f-x1",
    component: "web",
    phase: "Running",
    ready: true,
    reason: null,
    restarts: 0,
    image: "registry.sandbox.test/erp@sha256:00",
    startedAt: earlier(3_600_000).toISOString(),
    ...overrides,
  };
}
const twoWebs = [pod({ name: "web-a" }), pod({ name: "web-b" })];
const cron = pod({ name: "cron-a", component: "cron" });

function health(overrides: Partial<HealthInput> = {}) {
  return environmentHealth({
    now,
    timeZone: "Europe/Berlin",
    observedAt: earlier(1_000),
    cluster: { reachable: true, cause: null },
    desired: { web: 2, cron: 1 },
    pods: [...twoWebs, cron],
    smoke: { at: earlier(60_000), checks: [{ name: "sale_order", ok: true, milliseconds: 90, detail: "" }] },
    measured: { worst: null, silentSince: null, silentWhy: "" },
    ...overrides,
  });
}

describe("what signals say", () => {
  const sentence = "Work orders cannot be confirmed since 14:03 CET: failed work orders 86 %, limit 40 %.";
  it("comes first, and pods that are ready do not outweigh it", () => {
    const bad = health({ measured: { worst: { state: "bad", sentence }, silentSince: null, silentWhy: "" } });
    expect(bad).toEqual({ verdict: "bad", sentence });
    const warns = health({
      measured: { worst: { state: "warn", sentence }, silentSince: null, silentWhy: "" },
    });
    expect(warns.verdict).toBe("warning");
  });
  it("is unknown as soon as nobody reads them, whatever they said last; pods that fail are bad all the same", () => {
    const unread = { worst: { state: "bad", sentence }, silentSince: null, silentWhy: "" } as const;
    const measured = { ...unread, unreadSince: earlier(600_000) };
    expect(health({ measured })).toEqual({
      verdict: "unknown",
      sentence: "Nobody has measured since Sat 21 Nov 10:50 CET.",
    });
    expect(health({ measured, pods: [] }).verdict).toBe("bad");
  });
  it("is unknown, not good, once the ERP has been silent for minutes, and at once where it cannot be asked", () => {
    const silent = (ms: number, why = "") =>
      health({ measured: { worst: null, silentSince: earlier(ms), silentWhy: why } });
    expect(silent(120_000).verdict).toBe("good");
    expect(silent(240_000)).toEqual({
      verdict: "unknown",
      sentence: "The ERP tells nothing of itself since Sat 21 Nov 10:56 CET.",
    });
    expect(silent(0, "Prometheus did not answer within 5 s.")).toEqual({
      verdict: "unknown",
      sentence:
        "Most of it cannot be measured since Sat 21 Nov 11:00 CET. Prometheus did not answer within 5 s.",
    });
  });
});

describe("a closed door", () => {
  const maintenance = pod({ name: "maintenance-a", component: "maintenance" });
  it("is a warning that says so, not a failure: nothing else is expected to run", () => {
    expect(health({ pods: [maintenance] })).toEqual({
      verdict: "warning",
      sentence: "Closed on purpose: visitors see the maintenance page.",
    });
  });
  it("hides no pod that is in trouble behind it", () => {
    const crashing = pod({ ready: false, reason: "CrashLoopBackOff", restarts: 3 });
    expect(health({ pods: [maintenance, crashing] })).toMatchObject({ verdict: "bad" });
  });
  it("is none while the page itself does not serve", () => {
    expect(health({ pods: [{ ...maintenance, ready: false }] })).toMatchObject({ verdict: "bad" });
  });
});

describe("good", () => {
  it("names everything that was looked at", () => {
    expect(health()).toEqual({
      verdict: "good",
      sentence: "Web: 2 of 2 pods ready. Scheduled jobs: 1 of 1 pod ready. Business checks: 1 of 1 passed.",
    });
  });
  it("does not ask for business checks that never ran", () => {
    expect(health({ smoke: null })).toMatchObject({ verdict: "good" });
  });
  it("accepts what is switched off on purpose", () => {
    expect(health({ desired: { web: 2, cron: 0 }, pods: twoWebs })).toMatchObject({ verdict: "good" });
  });
});

describe("unknown", () => {
  const cases: readonly [string, Partial<HealthInput>, string][] = [
    ["never observed", { observedAt: null }, "Not observed yet."],
    [
      "stale by a millisecond",
      { observedAt: earlier(STALE_AFTER_MS + 1) },
      "Last observed Sat 21 Nov 10:58 CET: too long ago to say.",
    ],
    [
      "cluster away",
      { cluster: { reachable: false, cause: "connection refused." } },
      "The cluster does not answer (connection refused); last seen Sat 21 Nov 10:59 CET.",
    ],
    [
      "cluster away and never seen",
      { cluster: { reachable: false, cause: null }, observedAt: null },
      "The cluster does not answer.",
    ],
    ["checks without a result", { smoke: { at: now, checks: [] } }, "The business checks gave no result."],
  ];
  it.each(cases)("%s", (_name, input, sentence) => {
    expect(health(input)).toEqual({ verdict: "unknown", sentence });
  });
  it("is not yet said at the limit itself", () => {
    expect(health({ observedAt: earlier(STALE_AFTER_MS) })).toMatchObject({ verdict: "good" });
  });
});

describe("bad", () => {
  const crashing = pod({
    name: "web-b",
    ready: false,
    reason: "CrashLoopBackOff",
    restarts: 12,
  });
  const cases: readonly [string, Partial<HealthInput>, string][] = [
    [
      "a crash loop, with other pods still serving",
      { pods: [pod({ name: "web-a" }), crashing, cron] },
      "Web: 1 of 2 pods ready; web-b crash-loops (12 restarts).",
    ],
    ["nothing serves", { pods: [cron] }, "Web: 0 of 2 pods ready; the rest is missing."],
    [
      "an image that cannot be fetched",
      { pods: [...twoWebs, { ...cron, ready: false, reason: "ImagePullBackOff" }] },
      "Scheduled jobs: 0 of 1 pod ready; cron-a cannot fetch its image.",
    ],
    [
      "a word we do not know is told as it is",
      { pods: [pod({ name: "web-a" }), pod({ name: "web-b", ready: false, reason: "Gremlins" }), cron] },
      "Web: 1 of 2 pods ready; web-b reports Gremlins.",
    ],
    [
      "a failing business check while all pods are ready",
      {
        smoke: {
          at: earlier(1_000),
          checks: [
            { name: "work_order", ok: false, milliseconds: 20, detail: "ValueError" },
            { name: "sale_order", ok: true, milliseconds: 20, detail: "" },
          ],
        },
      },
      "Business checks fail: “Confirm a work order” (Sat 21 Nov 10:59 CET).",
    ],
  ];
  it.each(cases)("%s", (_name, input, sentence) => {
    expect(health(input)).toEqual({ verdict: "bad", sentence });
  });
  it("tells all that are equally bad", () => {
    expect(health({ pods: [] }).sentence).toBe(
      "Web: 0 of 2 pods ready; the rest is missing. Scheduled jobs: 0 of 1 pod ready; it is missing.",
    );
  });
  it("is told before unknown", () => {
    expect(health({ pods: [cron], smoke: { at: now, checks: [] } }).verdict).toBe("bad");
  });
});

describe("warning", () => {
  const cases: readonly [string, Partial<HealthInput>, string][] = [
    [
      "a pod on its way",
      { pods: [pod({ name: "web-a" }), pod({ name: "web-b", ready: false }), cron] },
      "Web: 1 of 2 pods ready; the rest is starting.",
    ],
    [
      "a restart within ten minutes",
      { pods: [pod({ name: "web-a", restarts: 1, startedAt: earlier(60_000).toISOString() }), pod(), cron] },
      "Web: 2 of 2 pods ready; web-a restarted (1 restart in all).",
    ],
    [
      "a surplus pod that fails beside enough good ones",
      { pods: [...twoWebs, pod({ name: "web-c", ready: false, reason: "OOMKilled", restarts: 1 }), cron] },
      "Web: 2 of 2 pods ready; web-c ran out of memory (1 restart).",
    ],
    [
      "scheduled jobs whose pod is being replaced",
      { pods: [...twoWebs, { ...cron, phase: "Terminating", ready: false }] },
      "Scheduled jobs: 0 of 1 pod ready; it is being replaced.",
    ],
    [
      "scheduled jobs whose pod starts",
      { pods: [...twoWebs, { ...cron, ready: false }] },
      "Scheduled jobs: 0 of 1 pod ready; it is starting.",
    ],
    [
      "running though switched off",
      { desired: { web: 2, cron: 0 } },
      "Scheduled jobs: 1 pod is running though none is wanted.",
    ],
  ];
  it.each(cases)("%s", (_name, input, sentence) => {
    expect(health(input)).toEqual({ verdict: "warning", sentence });
  });
});

it("does not count pods that are leaving", () => {
  expect(health({ pods: [...twoWebs, pod({ phase: "Terminating", ready: false }), cron] }).verdict).toBe(
    "good",
  );
});

it("never says good about pods that are not ready, whatever else is known", () => {
  const anyPod = fc.record({
    name: fc.constantFrom("p1", "p2", "p3"),
    component: fc.constantFrom("web", "cron", "migrate"),
    phase: fc.constantFrom("Running", "Pending", "Failed", "Terminating"),
    ready: fc.boolean(),
    reason: fc.constantFrom(null, "CrashLoopBackOff", "Error"),
    restarts: fc.nat(20),
    image: fc.constant("i"),
    startedAt: fc.constantFrom(null, now.toISOString()),
  });
  fc.assert(
    fc.property(fc.array(anyPod, { maxLength: 6 }), fc.nat(200_000), fc.boolean(), (pods, age, reachable) => {
      const result = health({ pods, observedAt: earlier(age), cluster: { reachable, cause: null } });
      const serving = (component: string) =>
        pods.filter((each) => each.component === component && each.ready && each.phase !== "Terminating")
          .length;
      const enough = serving("web") >= 2 && serving("cron") >= 1;
      if (result.verdict === "good") expect(enough && reachable && age <= STALE_AFTER_MS).toBe(true);
      if (!reachable || age > STALE_AFTER_MS) expect(result.verdict).toBe("unknown");
      expect(result.sentence).toMatch(/^[A-Z].*\.$/);
    }),
  );
});

describe("what was written", () => {
  const written = (verdict: "good" | "bad" | "unknown", healthSentence: string, observedAt: Date | null) =>
    healthNow({ health: verdict, healthSentence, observedAt, timeZone: "Europe/Berlin" }, now);
  it("stands while somebody goes on looking, and is unknown as soon as nobody does", () => {
    expect(written("good", "Web: 2 of 2 pods ready.", earlier(STALE_AFTER_MS)).verdict).toBe("good");
    for (const verdict of ["good", "bad", "unknown"] as const)
      expect(written(verdict, "Web: 2 of 2 pods ready.", earlier(STALE_AFTER_MS + 1))).toEqual({
        verdict: "unknown",
        sentence: "Nobody has looked since 10:58 CET.",
      });
  });
  it("says what is known of why nothing can be seen", () => {
    const away = "The cluster does not answer (refused); last seen Sat 21 Nov 10:50 CET.";
    expect(written("unknown", away, earlier(600_000)).sentence).toBe(away);
    expect(written("good", "Web: 2 of 2 pods ready.", null)).toEqual({
      verdict: "unknown",
      sentence: "Not observed yet.",
    });
  });
});
