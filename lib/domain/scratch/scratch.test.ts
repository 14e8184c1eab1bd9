import { describe, expect, it } from "vitest";
import { environmentSpec } from "@/lib/testing/cluster-spec";
import { renderRoom, renderRoomEntrance, renderRoomErp } from "../manifest/room";
import { keepingRefusal, keptFor } from "./keeping";
import { planScratch, planScratchRemoval } from "./plan";
import { placeRefusal, scratchPointRefusal } from "./refusal";
import { makingEvent, moveScratch, SCRATCH_STATES, TAKING_ROOM } from "./state";
import {
  isScratchNamespace,
  type ScratchSubject,
  scratchDatabase,
  scratchHostname,
  scratchNamespace,
  scratchSpec,
} from "./subject";

const { release, ...environment } = environmentSpec();
const OPERATION = "0199aaaa-0000-7000-8000-00003f9a1c2b";
const subject: ScratchSubject = {
  ...{ operationId: OPERATION, scratchId: "0199bbbb-0000-7000-8000-000000000007", number: "SCR-7" },
  ...{ clusterId: "c", environment, namespace: "northwind-production-scratch-7" },
  hostname: "northwind-scratch-7.erp.test",
  release: {
    ...{ ...release, id: "r1", modules: [] },
    configuration: { ...release.configuration, server_wide_modules: "base,web,queue_job" },
  },
  backup: { databaseSnapshotId: "d0", filestoreSnapshotId: "f0", takenAt: new Date(0), rowCounts: {} },
};
const HOUR = 3_600_000;

describe("the names of a scratch copy", () => {
  it("stand beside the environment's and fit, however long that is", () => {
    expect(scratchNamespace("northwind-production", 7)).toBe("northwind-production-scratch-7");
    const long = scratchNamespace(`a${"-b".repeat(31)}`, 1_234);
    expect([long.length <= 63, isScratchNamespace(long), long.includes("--")]).toEqual([true, true, false]);
    expect(scratchHostname("northwind.erp.test", 7)).toBe("northwind-scratch-7.erp.test");
    expect(scratchHostname(`${"x".repeat(63)}.erp.test`, 7).split(".")[0]?.length).toBe(63);
    expect(scratchDatabase("n".repeat(63), OPERATION)).toBe(`${"n".repeat(46)}_scratch_3f9a1c2b`);
  });
});

describe("the end of a scratch copy", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  const refused = (hours: number, age: number) =>
    keepingRefusal(keptFor(hours, now), { madeAt: new Date(now.getTime() - age * HOUR), now });
  it("lies ahead and within seven days of its making", () => {
    expect([refused(72, 0), refused(72, 4 * 24)]).toEqual([null, null]);
    expect(refused(72, 4 * 24 + 1)).toContain("7 days after it was made");
    expect(refused(0, 0)).toBe("Choose an end that lies ahead.");
  });
});

describe("a scratch copy is refused", () => {
  const environmentFacts = { environment: { name: "Production" }, store: true, copies: [] as string[] };
  const backup = { state: "good", proof: "proven", takenAt: new Date(0), complete: true } as const;
  const point = { backup, release: { name: "2026.11.1", quarantined: false }, acceptsDamage: false };
  it.each([
    ["beyond two", placeRefusal({ ...environmentFacts, copies: ["SCR-1", "SCR-2"] }), "SCR-1 and SCR-2"],
    ["without a store", placeRefusal({ ...environmentFacts, store: false }), "no place for backups"],
    ["of nobody's release", scratchPointRefusal({ ...point, release: null }), "Nobody knows which release"],
    [
      "of a quarantined release",
      scratchPointRefusal({ ...point, release: { name: "2026.11.1", quarantined: true } }),
      "is quarantined",
    ],
    [
      "of a damaged backup",
      scratchPointRefusal({ ...point, backup: { ...backup, state: "damaged" } }),
      "Attachments are missing",
    ],
    [
      "of a forgotten backup",
      scratchPointRefusal({ ...point, acceptsDamage: true, backup: { ...backup, state: "forgotten" } }),
      "removed by its retention",
    ],
  ])("%s", (_what, refusal, words) => expect(refusal).toContain(words));
  it("for nothing else", () => {
    expect([placeRefusal({ ...environmentFacts, copies: ["SCR-1"] }), scratchPointRefusal(point)]).toEqual([
      null,
      null,
    ]);
    const damaged = { ...point, backup: { ...backup, proof: "disproved" as const }, acceptsDamage: true };
    expect(scratchPointRefusal(damaged)).toBeNull();
  });
});

describe("the plan of a scratch copy", () => {
  it("has no way round making it harmless, and lets people in last", () => {
    const forward = planScratch(null).filter(({ phase }) => phase === "forward");
    const names = forward.map(({ name }) => name);
    expect(names).toContain("neutralize");
    expect(names.indexOf("neutralize")).toBeLessThan(names.indexOf("start_copy"));
    expect(names.at(-1)).toBe("let_in");
    expect(planScratchRemoval().map(({ name }) => name)).toEqual(["clear_copy"]);
  });
});

describe("what becomes of a scratch copy", () => {
  it("follows from how its making ended", () => {
    const event = (
      state: "succeeded" | "failed" | "rolled_back" | "cancelled",
      aborted = false,
      left = false,
    ) => makingEvent({ state, aborted, left });
    expect(event("succeeded")).toBe("stand");
    expect(event("rolled_back")).toBe("fail");
    expect(event("rolled_back", true)).toBe("cancel");
    expect(event("cancelled")).toBe("cancel");
    expect(event("failed", true, true)).toBe("leave");
  });
  it("ends in a state that takes no room, and nothing leads out of one", () => {
    const taking = new Set<string>(TAKING_ROOM);
    for (const state of SCRATCH_STATES) {
      const leads = (["stand", "fail", "cancel", "leave", "remove", "gone"] as const).some(
        (event) => moveScratch(state, event).ok,
      );
      expect(leads, state).toBe(taking.has(state));
    }
  });
});

describe("the objects of a scratch copy", () => {
  const spec = scratchSpec(subject);
  const kinds = (objects: readonly { kind: string; metadata: { name: string } }[]) =>
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  it("let nothing out but to the database and name resolution, and nobody in before the entrance", () => {
    const room = renderRoom(spec, "scratch");
    const policies = room.filter(({ kind }) => kind === "NetworkPolicy").map(({ metadata }) => metadata.name);
    expect(policies.sort()).toEqual(["default-deny", "egress-database", "egress-dns"]);
    const before = [...room, ...renderRoomErp(spec, "scratch")];
    expect(kinds(before).filter((one) => /IngressRoute|TraefikService|web-from-ingress/.test(one))).toEqual(
      [],
    );
  });
  it("open a way in from the ingress alone, at the copy's own host", () => {
    const entrance = renderRoomEntrance(spec, "scratch");
    expect(kinds(entrance)).toEqual([
      ...["NetworkPolicy web-from-ingress", "Service web", "TraefikService web", "TraefikService web-events"],
      "IngressRoute web",
    ]);
    const [policy] = entrance;
    expect(JSON.stringify(policy)).toContain(`"policyTypes":["Ingress"]`);
    expect(JSON.stringify(policy)).toContain(`"kubernetes.io/metadata.name":"traefik"`);
    const route = JSON.stringify(entrance.at(-1));
    expect(route).toContain(`Host(\`${subject.hostname}\`)`);
    expect(route).not.toContain(environment.hostname);
  });
  it("are marked as a copy's and carry no identity of the environment", () => {
    const all = [
      ...renderRoom(spec, "scratch"),
      ...renderRoomErp(spec, "scratch"),
      ...renderRoomEntrance(spec, "scratch"),
    ];
    for (const { metadata } of all) {
      expect(metadata.labels?.["holdfast.dev/purpose"]).toBe("scratch");
      expect([metadata.namespace ?? metadata.name, metadata.labels?.["holdfast.dev/environment"]]).toEqual([
        subject.namespace,
        subject.scratchId,
      ]);
    }
    expect(JSON.stringify(all)).not.toContain(environment.environmentId);
  });
  it("run one pod without scheduled actions that works off no queue", () => {
    const text = JSON.stringify(renderRoomErp(spec, "scratch"));
    expect(text).toContain("--max-cron-threads=0");
    expect(text).toContain("server_wide_modules = base,web");
    expect(text).not.toContain("queue_job");
    expect(text).not.toContain(`"name":"cron"`);
  });
});
