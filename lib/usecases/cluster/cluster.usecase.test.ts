import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { PRIVILEGES } from "@/lib/adapters/kubernetes/check";
import { createClusters } from "@/lib/adapters/kubernetes/clusters";
import { createSeal } from "@/lib/adapters/seal";
import { ROLES } from "@/lib/domain/access/roles";
import { kubeconfigLoader } from "@/lib/runtime/kubeconfig";
import { answering, apiServer, newToken, registration } from "@/lib/testing/cluster-rights";
import { sendJson, startScriptedServer } from "@/lib/testing/cluster-script";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { checkCluster } from "./check";
import { getCluster } from "./get";
import { sealContext } from "./present";
import { registerCluster } from "./register";

// The adapter, the seal and PostgreSQL are real; only the API server at the other end is the test's.
const seal = createSeal(randomBytes(32).toString("base64"));
let world: World;
let engineer: Context;
beforeAll(async () => {
  world = await makeWorld();
  engineer = withPorts(await world.person("platform_engineer", "fleet"));
});
afterAll(() => world.close());

function withPorts(ctx: Context): Context {
  const clusters = createClusters({ loadKubeconfig: kubeconfigLoader(world.db, seal) });
  return { ...ctx, ports: { ...ctx.ports, clusters, seal } };
}

const stored = (name: string) => world.db.prisma.cluster.findUnique({ where: { name } });
const audited = (targetName: string) =>
  world.db.prisma.auditEntry.findMany({ where: { targetName }, orderBy: { sequence: "asc" } });
const text = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? each.toString() : each));

describe("registering a cluster", () => {
  it("stores what answers and grants everything, tells it, and audits it", async () => {
    const { url: server, ...running } = await apiServer({ version: "v1.35.0" });
    const wanted = registration({ url: server });
    const cluster = await registerCluster(engineer, wanted);
    expect(running.seen.length).toBeGreaterThan(PRIVILEGES.length);
    expect(cluster).toMatchObject({
      name: wanted.name,
      region: "Hamburg",
      server,
      serverVersion: "v1.35.0",
      reachability: "reachable",
      reachabilityNote: "",
      checkedAt: engineer.now.toISOString(),
      environmentCount: 0,
      can: { check: { allowed: true } },
    });
    expect(cluster.privileges).toHaveLength(PRIVILEGES.length);
    expect(cluster.privileges.every(({ allowed }) => allowed)).toBe(true);
    expect(world.told.published).toContain(`cluster.registered ${cluster.id}`);
    expect(await audited(wanted.name)).toMatchObject([
      {
        action: "cluster.register",
        outcome: "done",
        actorId: engineer.actor.id,
        facts: { server, serverVersion: "v1.35.0", region: "Hamburg" },
      },
    ]);
  });

  it("keeps the kubeconfig sealed, bound to the cluster's name, and shows it nowhere", async () => {
    const token = newToken();
    const wanted = { ...registration(await apiServer(), token), context: "test" };
    const cluster = await registerCluster(engineer, wanted);
    const row = await stored(wanted.name);
    if (row === null) throw new Error("The cluster was not stored.");
    const bytes = Buffer.from(row.sealedKubeconfig);
    for (const part of [token, "apiVersion", wanted.kubeconfig.slice(0, 20)]) {
      expect(bytes.includes(part), part).toBe(false);
    }
    const opened: unknown = JSON.parse(seal.open(row.sealedKubeconfig, sealContext(wanted.name)));
    expect(opened).toEqual({ kubeconfig: wanted.kubeconfig, context: "test" });
    expect(() => seal.open(row.sealedKubeconfig, sealContext("another"))).toThrow("belong to another");

    const { sealedKubeconfig: _sealed, ...others } = row;
    const audit = await audited(wanted.name);
    expect(audit).toHaveLength(1);
    for (const shown of [cluster, others, audit, await checkCluster(engineer, { clusterId: cluster.id })]) {
      expect(text(shown)).not.toContain(token);
      expect(text(shown)).not.toContain("current-context");
    }
  });

  it("refuses an account that may not do everything, and lists what it may not", async () => {
    const denies = (_verb: string, resource: string) => ["services/proxy", "secrets"].includes(resource);
    const wanted = registration(await apiServer({ denies }));
    const problem = await problemOf(registerCluster(engineer, wanted));
    expect(problem.code).toBe("gate_refused");
    expect(problem.message).toContain(
      "may not: get secrets, create secrets, patch secrets, delete secrets, create services/proxy and 1 more. Grant these",
    );
    const privileges = problem.facts["privileges"] as readonly { resource: string; allowed: boolean }[];
    expect(privileges).toHaveLength(PRIVILEGES.length);
    expect(privileges.flatMap(({ resource, allowed }) => (allowed ? [] : [resource]))).toEqual([
      ...Array(4).fill("secrets"),
      ...Array(2).fill("services/proxy"),
    ]);
    expect(await stored(wanted.name)).toBeNull();
    expect(await audited(wanted.name)).toMatchObject([
      { outcome: "refused", facts: { code: "gate_refused" } },
    ]);
  });

  it("names the first five of many missing privileges and counts the others", async () => {
    const problem = await problemOf(
      registerCluster(engineer, registration(await apiServer({ denies: () => true }))),
    );
    expect(problem.message).toContain(`and ${PRIVILEGES.length - 5} more.`);
  });

  it("refuses a name that is taken", async () => {
    const server = await apiServer();
    const wanted = registration(server);
    await registerCluster(engineer, wanted);
    const before = await stored(wanted.name);
    const again = await problemOf(registerCluster(engineer, { ...registration(server), name: wanted.name }));
    expect(again).toMatchObject({ code: "conflict" });
    expect(again.message).toContain(wanted.name);
    expect(await stored(wanted.name)).toEqual(before);
  });

  it("refuses a name that somebody else takes at the same moment", async () => {
    const wanted = registration(await apiServer());
    const sealing = vi.spyOn(seal, "seal");
    onTestFinished(() => sealing.mockRestore());
    // Theirs is written but not committed while ours finds the name free.
    const problem = await world.db.transaction(async (tx) => {
      const { name, region } = wanted;
      const server = "https://theirs.test";
      await tx.cluster.create({ data: { name, region, server, sealedKubeconfig: new Uint8Array([1]) } });
      const refused = problemOf(registerCluster(engineer, wanted));
      await vi.waitUntil(() => sealing.mock.calls.length > 0, { timeout: 5_000 });
      return { refused };
    });
    expect(await problem.refused).toMatchObject({ code: "conflict" });
    expect(await stored(wanted.name)).toMatchObject({ server: "https://theirs.test" });
  });

  it("says that a cluster does not answer, with the cause, and stores nothing", async () => {
    const server = await startScriptedServer(() => undefined);
    await server.stop();
    const token = newToken();
    const wanted = registration(server, token);
    const problem = await problemOf(registerCluster(engineer, wanted));
    expect(problem.code).toBe("upstream_failed");
    expect(problem.message).toContain(new URL(server.url).host);
    expect(await stored(wanted.name)).toBeNull();
    const audit = await audited(wanted.name);
    expect(audit).toMatchObject([{ outcome: "refused", facts: { code: "upstream_failed" } }]);
    expect(text([audit, problem.message, problem.facts])).not.toContain(token);
  });

  it("refuses credentials the cluster does not know, and a kubeconfig that would run a program", async () => {
    const server = await apiServer();
    server.reply((_seen, response) => sendJson(response, { kind: "Status", message: "Unauthorized" }, 401));
    const stranger = await problemOf(registerCluster(engineer, registration(server)));
    expect(stranger.message).toContain("does not accept the credentials");

    const asked = server.seen.length;
    const token = newToken();
    const wanted = registration(server, token);
    const kubeconfig = wanted.kubeconfig.replace("token:", "exec: { command: sh }\n      token:");
    const program = await problemOf(registerCluster(engineer, { ...wanted, kubeconfig }));
    expect(program.code).toBe("invalid_input");
    expect(program.message).toContain("“exec” runs a program");
    expect(text([program.message, program.facts, await audited(wanted.name)])).not.toContain(token);
    expect(server.seen).toHaveLength(asked);
  });

  it("is for platform engineers over the fleet; nobody else's kubeconfig is even tried", async () => {
    const server = await apiServer();
    const others = ROLES.filter((role) => role !== "platform_engineer");
    for (const role of others) {
      const person = withPorts(await world.person(role, "fleet"));
      const wanted = registration(server);
      expect((await problemOf(registerCluster(person, wanted))).code, role).toBe("forbidden");
      expect(await audited(wanted.name), role).toMatchObject([{ outcome: "refused" }]);
    }
    const bound = withPorts(await world.person("platform_engineer", "tenant"));
    const problem = await problemOf(registerCluster(bound, registration(server)));
    expect(problem).toMatchObject({ code: "forbidden" });
    expect(problem.message).toContain("whole fleet");
    expect(server.seen).toEqual([]);
  });

  it("refuses a name no namespace could bear and an empty kubeconfig", async () => {
    const problem = await problemOf(
      registerCluster(engineer, { name: "Ham 1", region: "Hamburg", kubeconfig: "" }),
    );
    expect(problem.facts["issues"]).toMatchObject([{ path: "name" }, { path: "kubeconfig" }]);
  });
});

describe("checking a cluster", () => {
  it("records that it does not answer, with the cause, and later that it does again", async () => {
    const server = await apiServer();
    const { id, name } = await registerCluster(engineer, registration(server));
    const message = "etcd is down\u0000: https://ops:hunter2@10.0.0.9";
    server.reply((_seen, response) => sendJson(response, { kind: "Status", message }, 503));
    const lost = await checkCluster(engineer, { clusterId: id });
    expect(lost).toMatchObject({ reachability: "unreachable", serverVersion: "v1.36.2", version: 1 });
    expect(lost.reachabilityNote).toContain("etcd is down: https://ops:[hidden]@10.0.0.9");
    expect(lost.privileges).toHaveLength(PRIVILEGES.length);

    server.reply(answering({ version: "v1.37.0", denies: (verb) => verb === "watch" }));
    const back = await checkCluster(engineer, { clusterId: id });
    expect(back).toMatchObject({ reachability: "reachable", reachabilityNote: "", serverVersion: "v1.37.0" });
    expect(new Set(back.privileges.flatMap(({ verb, allowed }) => (allowed ? [] : [verb])))).toEqual(
      new Set(["watch"]),
    );
    expect((await audited(name)).map(({ action, outcome, facts }) => [action, outcome, facts])).toEqual([
      ["cluster.register", "done", expect.anything()],
      ["cluster.check", "done", { reachability: "unreachable", note: lost.reachabilityNote }],
      ["cluster.check", "done", { reachability: "reachable", note: "" }],
    ]);
  });

  it("gives up on a cluster that is too slow, and says so", async () => {
    const server = await apiServer();
    const { id } = await registerCluster(engineer, registration(server));
    server.reply(() => undefined);
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(new DOMException("Too late.", "TimeoutError")), 50);
      return stop.signal;
    });
    onTestFinished(() => timeout.mockRestore());
    const slow = await checkCluster(engineer, { clusterId: id });
    expect(slow).toMatchObject({
      reachability: "unreachable",
      reachabilityNote: "The cluster did not answer the whole check within 15 s.",
    });
    expect((await problemOf(registerCluster(engineer, registration(server)))).code).toBe("upstream_failed");
  });

  it("knows no other cluster than registered ones, and is refused to roles without the right", async () => {
    const unknown = await problemOf(checkCluster(engineer, { clusterId: randomUUID() }));
    expect(unknown.code).toBe("not_found");
    const server = await apiServer();
    const { id } = await registerCluster(engineer, registration(server));
    const asked = server.seen.length;
    for (const role of ["release_manager", "auditor", "support"] as const) {
      const person = withPorts(await world.person(role, "fleet"));
      expect((await problemOf(checkCluster(person, { clusterId: id }))).code, role).toBe("forbidden");
    }
    expect(server.seen).toHaveLength(asked);
  });
});

describe("two clusters side by side", () => {
  it("are each asked with their own credentials and fail each alone", async () => {
    const both = await Promise.all(
      ["v1.35.1", "v1.36.2"].map(async (version) => {
        const server = await apiServer({ version });
        const token = newToken();
        return {
          server,
          token,
          version,
          cluster: await registerCluster(engineer, registration(server, token)),
        };
      }),
    );
    const [first, second] = both;
    if (first === undefined || second === undefined) throw new Error("There are not two.");
    for (const { server, token, version, cluster } of both) {
      server.seen.length = 0;
      const checked = await checkCluster(engineer, { clusterId: cluster.id });
      expect(checked).toMatchObject({
        server: server.url,
        serverVersion: version,
        reachability: "reachable",
      });
      expect(new Set(server.seen.map(({ headers }) => headers.authorization))).toEqual(
        new Set([`Bearer ${token}`]),
      );
    }
    await first.server.stop();
    expect((await checkCluster(engineer, { clusterId: first.cluster.id })).reachability).toBe("unreachable");
    const alive = await checkCluster(engineer, { clusterId: second.cluster.id });
    expect(alive.reachability).toBe("reachable");
    expect(await getCluster(engineer, { clusterId: first.cluster.id })).toMatchObject({
      reachability: "unreachable",
      reachabilityNote: expect.stringContaining(new URL(first.server.url).host),
    });
    const [row, other] = [await stored(first.cluster.name), await stored(second.cluster.name)];
    if (row === null || other === null) throw new Error("A cluster is missing.");
    expect(() => seal.open(row.sealedKubeconfig, sealContext(other.name))).toThrow("belong to another");
  });
});
