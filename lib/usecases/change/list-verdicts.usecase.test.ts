import { afterAll, beforeAll, expect, it } from "vitest";
import { storeEvent } from "@/lib/testing/calendar-rows";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { quarantineRelease } from "../evidence/quarantine";
import { placeHold } from "../hold/place";
import { askingOf } from "./asking";
import { declareEmergency } from "./declare-emergency";
import { loadChangeFacts } from "./facts";
import { loadFactsOfMany } from "./facts-of-many";
import { getChange } from "./get";
import { listChanges } from "./list";
import { startChange } from "./start";
import { submitChange } from "./submit";

const HOUR_MS = 3_600_000;
let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

/** Changes of every kind of trouble, each on an environment of its own. */
async function troubled() {
  const { prisma } = world.db;
  const chief = await world.person("release_manager", "fleet");
  const quarantined = await world.submitted();
  await quarantineRelease(at(chief), {
    releaseId: quarantined.wanted.id,
    reason: "It numbers invoices twice",
  });
  const held = await world.approved();
  await placeHold(at(chief), {
    ...{ level: "environment", environmentId: held.environment.id, reason: "Network works in the hall" },
    until: new Date(Date.now() + HOUR_MS).toISOString(),
  });
  const frozen = await world.approved();
  await storeEvent(world.db, {
    environment: { id: frozen.environment.id, tenantId: world.tenantId, stage: "staging" },
    ...{ from: new Date(Date.now() - HOUR_MS), until: new Date(Date.now() + HOUR_MS) },
    createdById: chief.actor.id,
  });
  // Two of one release to the same other one, in production: stages, recovery and evidence are asked for.
  const far = [await world.submitted("production"), await world.drafted("production")];
  const urgent = await world.drafted("production");
  const tom = await world.person("platform_engineer");
  const declared = await declareEmergency(at(tom), {
    ...{ changeId: urgent.change.id, version: urgent.change.version, reason: "Trucks wait at the gate." },
  });
  await submitChange(at(world.developer), { changeId: declared.id, version: declared.version });
  await prisma.changeDebt.create({
    data: {
      ...{ changeId: quarantined.change.id, gateId: "rollback_plan", title: "Way back", fact: "None." },
      dueAt: new Date(Date.now() - HOUR_MS),
    },
  });
  const busy = await world.approved();
  const call = { changeId: busy.change.id, version: busy.change.version };
  const second = await prisma.change.create({
    data: {
      ...{
        tenantId: world.tenantId,
        environmentId: busy.environment.id,
        releaseId: held.wanted.id,
        ...PLANS,
      },
      ...{ requesterId: world.developer.actor.id, authorIds: [world.developer.actor.id], state: "submitted" },
      ...{ title: "Behind another", reason: "Because it is next.", contentHash: "h" },
      plannedStart: new Date(Date.now() + 2 * HOUR_MS),
    },
  });
  await startChange(at(world.manager), call);
  const changes = [quarantined, held, frozen, ...far, urgent].map(({ change }) => change.id);
  return [...changes, second.id];
}

it("a list says of each change what its own page says: every gate, verdict and sentence is the same", async () => {
  const ids = await troubled();
  const rows = await world.db.prisma.change.findMany({ where: { id: { in: ids } } });
  const now = new Date();
  const asked = rows.map((subject) => ({ subject, ...askingOf(subject) }));
  const many = await loadFactsOfMany(world.db.prisma, asked, now);
  const refused = new Set<string>();
  for (const { subject, ...asking } of asked) {
    const { gates, document } = await loadChangeFacts(world.db.prisma, subject, { ...asking, now });
    const { title } = subject;
    expect(many.get(subject)?.gates, title).toEqual(gates);
    expect(many.get(subject)?.document, title).toEqual(document);
    for (const { id, verdict } of gates) if (verdict === "fail") refused.add(id);
  }
  expect([...refused]).toEqual(
    expect.arrayContaining(["not_quarantined", "not_held", "calendar_open", "digest_passed_stages"]),
  );
  const reader = at(world.manager);
  const { items } = await listChanges(reader, { limit: 50 });
  for (const id of ids) {
    const { gatesFailing } = await getChange(reader, { changeId: id });
    expect(items.find((item) => item.id === id)?.gatesFailing, id).toBe(gatesFailing);
  }
  const sooner = await listChanges(reader, { limit: 50, gates: "leave" });
  expect(sooner.items).toEqual(items.map((item) => ({ ...item, gatesFailing: null })));
});
