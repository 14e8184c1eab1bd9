import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { WorkerDeps } from "../deps";
import { Watches } from "./watches";

type Lease = { by: string; until: number };

/** The clusters' leases as the table holds them, and how long one refresh takes. */
const table = vi.hoisted(() => ({
  leases: new Map<string, Lease | null>(),
  refreshMs: 0,
  stopped: [] as string[],
  duringRefresh: (_clusterId: string): void => undefined,
}));

vi.mock("@/lib/data/ledger/watch-rows", () => {
  const free = (lease: Lease | null | undefined) => !lease || lease.until < performance.now();
  return {
    registeredClusters: async () => [...table.leases.keys()].map((id) => ({ id, name: id })),
    holdWatch: async (_db: unknown, watch: { clusterId: string; workerId: string; leaseMs: number }) => {
      const lease = table.leases.get(watch.clusterId);
      if (!free(lease) && lease?.by !== watch.workerId) return false;
      table.leases.set(watch.clusterId, { by: watch.workerId, until: performance.now() + watch.leaseMs });
      return true;
    },
    renewWatches: async (_db: unknown, watch: { workerId: string; leaseMs: number }) => {
      const held = [...table.leases].filter(([, lease]) => !free(lease) && lease?.by === watch.workerId);
      const until = performance.now() + watch.leaseMs;
      for (const [id] of held) table.leases.set(id, { by: watch.workerId, until });
      return new Set(held.map(([id]) => id));
    },
    releaseWatches: async () => undefined,
  };
});

vi.mock("./cluster-watch", () => ({
  ClusterWatch: class {
    readonly id: string;
    constructor(_deps: unknown, id: string) {
      this.id = id;
    }
    async refresh(): Promise<void> {
      await vi.advanceTimersByTimeAsync(table.refreshMs);
      table.duringRefresh(this.id);
    }
    start(): void {}
    async stop(): Promise<void> {
      table.stopped.push(this.id);
    }
  },
}));

const deps = { db: {}, workerId: "me" } as unknown as WorkerDeps;
const lapsed = () =>
  [...table.leases].filter(([, lease]) => lease !== null && lease.until < performance.now());

beforeEach(() => {
  vi.useFakeTimers();
  table.leases = new Map(Array.from({ length: 10 }, (_, index) => [`c${index}`, null]));
  table.refreshMs = 0;
  table.stopped = [];
  table.duringRefresh = () => undefined;
});
afterEach(() => vi.useRealTimers());

describe("the watches of a worker", () => {
  it("keep every lease through a pass that takes four times as long as a lease", async () => {
    const watches = new Watches(deps);
    await watches.tend();
    table.refreshMs = 6_000;
    const seen: string[] = [];
    table.duringRefresh = (id) => {
      seen.push(id);
      expect(lapsed()).toEqual([]);
    };
    await watches.tend();
    expect(seen).toHaveLength(10);
    expect(table.stopped).toEqual([]);
  });

  it("end where another worker has taken the lease, and the rest goes on", async () => {
    const watches = new Watches(deps);
    await watches.tend();
    table.leases.set("c3", { by: "other", until: performance.now() + 15_000 });
    const seen: string[] = [];
    table.duringRefresh = (id) => void seen.push(id);
    await watches.tend();
    expect(table.stopped).toEqual(["c3"]);
    expect(seen).toHaveLength(9);
  });

  it("end, and begin anew, where the lease lapsed while the worker stood still", async () => {
    const watches = new Watches(deps);
    await watches.tend();
    await vi.advanceTimersByTimeAsync(20_000);
    await watches.tend();
    expect(table.stopped).toHaveLength(10);
    expect([...table.leases.values()].every((lease) => lease?.by === "me")).toBe(true);
    expect(lapsed()).toEqual([]);
  });
});
