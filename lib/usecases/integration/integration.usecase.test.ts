import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { integrationCounts } from "@/lib/data/ledger/integration-rows";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { FakeConnectors, WORKS } from "@/lib/testing/fake-connectors";
import { fakeSeal } from "@/lib/testing/fake-seal";
import { problemOf } from "@/lib/testing/world";
import { setClusterOutlets } from "../cluster/outlets";
import { addIntegration } from "./add";
import { checkIntegration } from "./check";
import { editIntegration } from "./edit";
import { getIntegration } from "./get";
import { getEnvironmentIntegrations, listIntegrations } from "./list";
import { getIntegrationMap } from "./map";
import { removeIntegration } from "./remove";
import { checkDueIntegrations } from "./sweep";

const world = await makeAlertWorld();
const { db, manager, plantIt, stranger, auditor } = world;
const connectors = new FakeConnectors();
world.ports.connectors = connectors;
let environmentId = "";
beforeAll(async () => {
  // What other suites left due would be checked here, too.
  await db.prisma.integration.updateMany({ data: { dueAt: new Date(Date.now() + 3_600_000) } });
  environmentId = (await world.environment("production", null)).id;
  await db.prisma.tenant.update({ where: { id: world.tenantId }, data: { tier: "tier1" } });
});
afterAll(() => world.close());

const check = (url: string) => ({ kind: "http" as const, url, header: "authorization" });
const words = {
  ...{ name: "Carrier", system: "DHL", kind: "carrier" as const, direction: "outbound" as const },
  ...{ criticality: "critical" as const, ownerName: "Anke", ownerContact: "anke@t.example" },
  ...{ workflows: ["label" as const], modules: ["delivery_dhl"] },
};
const add = (name: string, more: object = {}) =>
  addIntegration(manager, {
    ...{ ...words, environmentId, name, check: check("https://dhl.example/health"), secret: "Bearer abc" },
    ...more,
  });
const sweep = async (id: string) => {
  await db.prisma.integration.update({ where: { id }, data: { dueAt: new Date(0), claimedUntil: null } });
  const deps = { db, channel: world.ports.channel, connectors, seal: fakeSeal };
  await checkDueIntegrations(deps, { now: () => new Date(), stopping: new AbortController().signal });
};
const causeOf = (id: string) =>
  db.prisma.alertCause.findFirst({ where: { key: `signal:integration:${id}` }, include: { alert: true } });

describe("an integration", () => {
  it("is checked in turns with its secret, raises one alert after two failures, and ends it after three successes", async () => {
    const { id } = await add("Labels");
    await sweep(id);
    expect(connectors.asked.at(-1)).toMatchObject({ secret: "Bearer abc", answeredBefore: false, reach: [] });
    expect(await getIntegration(plantIt, { integrationId: id })).toMatchObject({
      state: "good",
      hasSecret: true,
    });
    connectors.answer = { ...WORKS, outcome: "bad", detail: "dhl.example answered 503." };
    await sweep(id);
    expect(await causeOf(id)).toBeNull();
    await sweep(id);
    const cause = await causeOf(id);
    expect(cause).toMatchObject({ standing: true, severity: "bad", title: "Labels" });
    expect(cause?.sentence).toMatch(/^Labels does not work since .*: dhl\.example answered 503\.$/);
    expect(cause?.alert).toMatchObject({ domain: "integration", tier: "page" });
    connectors.answer = WORKS;
    for (let turn = 0; turn < 3; turn += 1) await sweep(id);
    expect(await causeOf(id)).toMatchObject({ standing: false });
    const seen = await getIntegration(auditor, { integrationId: id });
    expect(seen).toMatchObject({ state: "good", lastError: "dhl.example answered 503." });
    expect(seen.readings.map(({ outcome }) => outcome)).toEqual([
      "good",
      "bad",
      "bad",
      "good",
      "good",
      "good",
    ]);
    expect(JSON.stringify(seen)).not.toContain("Bearer");
  });

  it("is unknown everywhere, and counted as that, once its checks stay away", async () => {
    const { id } = await add("Quiet", { intervalSeconds: 60 });
    connectors.answer = WORKS;
    await sweep(id);
    const counted = async (seconds: number) => {
      const now = new Date(Date.now() + seconds * 1_000);
      const { items } = await listIntegrations({ ...plantIt, now }, { state: "unknown" });
      const rows = await integrationCounts(db, world.clusterId, now);
      const own = rows.find((row) => row.environmentId === environmentId);
      return { listed: items.some((item) => item.id === id), unknown: (own?.downUnknown ?? 0) > 0 };
    };
    expect(await counted(200)).toMatchObject({ listed: false });
    expect(await counted(230)).toEqual({ listed: true, unknown: true });
    const after = { ...plantIt, now: new Date(Date.now() + 230_000) };
    expect(await getIntegration(after, { integrationId: id })).toMatchObject({
      state: "unknown",
      sentence: "Its last check is too long ago to say how it stands now.",
    });
  });

  it("that becomes critical while it does not work is louder at once", async () => {
    const made = await add("Scales", { criticality: "minor" });
    connectors.answer = { ...WORKS, outcome: "bad", detail: "It refuses." };
    for (let turn = 0; turn < 2; turn += 1) await sweep(made.id);
    connectors.answer = WORKS;
    expect(await causeOf(made.id)).toMatchObject({ severity: "warn", alert: { tier: "ticket" } });
    const { version } = await db.prisma.integration.findUniqueOrThrow({ where: { id: made.id } });
    const same = { ...words, name: "Scales", check: check("https://dhl.example/health"), version };
    await editIntegration(manager, { integrationId: made.id, ...same });
    const cause = await causeOf(made.id);
    expect(cause).toMatchObject({ severity: "bad", alert: { tier: "page", pending: true } });
    expect(cause?.sentence).toMatch(/^Scales does not work since .*: It refuses\.$/);
    // An edit makes it due: no other test is to check it.
    await sweep(made.id);
  });

  it("is taken by one worker at a time", async () => {
    const { id } = await add("Once");
    await db.prisma.integration.update({ where: { id }, data: { dueAt: new Date(0) } });
    const before = connectors.asked.length;
    const deps = { db, channel: world.ports.channel, connectors, seal: fakeSeal };
    const turn = () =>
      checkDueIntegrations(deps, { now: () => new Date(), stopping: new AbortController().signal });
    await Promise.all([turn(), turn(), turn()]);
    expect(connectors.asked.length - before).toBe(1);
  });

  it("never sends its secret elsewhere, and begins anew with another check", async () => {
    const made = await add("Elsewhere");
    await checkIntegration(plantIt, { integrationId: made.id });
    const moved = {
      ...words,
      name: "Elsewhere",
      check: check("https://evil.example/"),
      version: made.version,
    };
    const problem = await problemOf(editIntegration(manager, { integrationId: made.id, ...moved }));
    expect(problem.message).toContain("give the secret for it again");
    const after = await editIntegration(manager, { integrationId: made.id, ...moved, secret: null });
    expect(after).toMatchObject({ hasSecret: false, state: "unknown", readings: [] });
    await sweep(made.id);
    expect(connectors.asked.at(-1)?.secret).toBeNull();
    const lost = editIntegration(manager, { integrationId: made.id, ...moved, secret: null });
    expect((await problemOf(lost)).code).toBe("conflict");
  });

  it("ends its alert when it is removed; who may not, may not; strangers see nothing; all is audited", async () => {
    const made = await add("Gone");
    connectors.answer = { ...WORKS, outcome: "bad", detail: "It refuses." };
    await sweep(made.id);
    await sweep(made.id);
    connectors.answer = WORKS;
    const input = { integrationId: made.id, version: made.version };
    expect((await problemOf(removeIntegration(plantIt, input))).code).toBe("forbidden");
    expect((await problemOf(getIntegration(stranger, { integrationId: made.id }))).code).toBe("not_found");
    expect((await problemOf(checkIntegration(stranger, { integrationId: made.id }))).code).toBe("not_found");
    expect((await listIntegrations(stranger, {})).items).toEqual([]);
    await removeIntegration(manager, input);
    expect(await causeOf(made.id)).toMatchObject({ standing: false });
    const rows = await db.prisma.auditEntry.findMany({
      where: { targetId: made.id },
      select: { outcome: true, facts: true },
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(["refused", "done"]));
    expect(JSON.stringify(rows)).not.toContain("Bearer");
  });

  it("names whoever shares its system, on lists and on the map", async () => {
    const staging = await world.environment("staging", null);
    const one = await add("Shared one", { system: "SAP EWM" });
    await addIntegration(manager, {
      ...words,
      environmentId: staging.id,
      name: "Shared two",
      system: "sap ewm",
    });
    const { sharedWith, carries } = await getIntegration(manager, { integrationId: one.id });
    const tenant = await db.prisma.tenant.findUniqueOrThrow({ where: { id: world.tenantId } });
    const contact = { name: tenant.contactName, contact: tenant.contactEmail, own: false };
    expect(carries).toEqual([{ id: "label", title: "Print shipping labels", owner: contact }]);
    const own = { ownerName: "Henrik", ownerContact: "+43 1 2345" };
    await db.prisma.workflow.create({
      data: { environmentId, tenantId: world.tenantId, workflow: "label", ...own },
    });
    const again = await getIntegration(manager, { integrationId: one.id });
    expect(again.carries[0]?.owner).toEqual({ name: "Henrik", contact: "+43 1 2345", own: true });
    expect(sharedWith.map(({ name }) => name)).toEqual(["Shared two"]);
    const twice = addIntegration(manager, { ...words, environmentId: staging.id, name: "Shared two" });
    expect((await problemOf(twice)).message).toContain("already");
    const map = await getIntegrationMap(manager, { tenantId: world.tenantId });
    expect(map.items.filter(({ system }) => system.toLowerCase() === "sap ewm")).toHaveLength(2);
    const there = await getEnvironmentIntegrations(plantIt, { environmentId });
    expect(there.can.add).toMatchObject({ allowed: false });
  });
});

it("what may be called is the platform's to say: whole lines, one version at a time", async () => {
  const engineer = await world.person("platform_engineer", "fleet");
  const { version } = await db.prisma.cluster.findUniqueOrThrow({ where: { id: world.clusterId } });
  const input = {
    clusterId: world.clusterId,
    reach: ["*.dhl.example", "10.1.0.0/16"],
    logsSource: null,
    version,
  };
  expect((await problemOf(setClusterOutlets(manager, input))).code).toBe("forbidden");
  const wrong = await problemOf(setClusterOutlets(engineer, { ...input, reach: ["*"] }));
  expect(wrong.message).toContain("reach.0");
  expect(await setClusterOutlets(engineer, input)).toMatchObject({
    reach: input.reach,
    version: version + 1,
  });
  expect((await problemOf(setClusterOutlets(engineer, input))).code).toBe("conflict");
});
