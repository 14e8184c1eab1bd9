import { afterAll, expect, it } from "vitest";
import { INCIDENT_BOUNDS } from "@/lib/domain/incident/state";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { problemOf } from "@/lib/testing/world";
import { getAlert } from "../alert/get";
import { raiseFacts } from "../alert/raise";
import { getIncident } from "./get";
import { moveIncident } from "./move";
import { openIncident } from "./open";
import { sayInIncident } from "./say";

const MINUTE = 60_000;
const world = await makeAlertWorld();
const { plantIt, manager, now, at, raise, tell, alertOf } = world;
afterAll(() => world.close());

const words = { title: "Work orders cannot be confirmed", severity: "sev1" as const };

it("what is told while an incident stands belongs to it and offers no second one; over, it takes no more", async () => {
  const { id: environmentId } = await world.environment("production", null);
  const opened = await openIncident(at(plantIt), { environmentId, ...words });
  await raise(environmentId, "bad");
  await tell();
  const { id: alertId } = await alertOf(environmentId);
  const seen = await getAlert(at(plantIt), { alertId });
  expect(seen.incident?.id).toBe(opened.id);
  expect(seen.can.openIncident.reason).toMatch(/belongs to INC-/);
  // Nothing but one workflow is wrong: that is what people cannot do.
  expect(seen.hurts.processes).toEqual(["confirm work orders"]);
  const incident = await getIncident(at(plantIt), { incidentId: opened.id });
  expect(incident.alerts.map(({ id }) => id)).toEqual([alertId]);
  expect(incident.hurts.processes).toEqual(["confirm work orders"]);
  expect(incident.timeline.some(({ kind, text }) => kind === "alert" && text.includes("14:03"))).toBe(true);
  const { id, version } = incident;
  await moveIncident(at(plantIt), { incidentId: id, version, event: "resolve", note: "It works again." });
  await world.db.transaction((tx) =>
    raiseFacts(
      tx,
      environmentId,
      [
        {
          ...{ key: "later", source: "ledger", domain: "database", severity: "bad", title: "Later" },
          ...{ sentence: "Later.", since: now(), firing: true },
        },
      ],
      now(),
    ),
  );
  await tell();
  expect(await alertOf(environmentId)).toMatchObject({ announced: 1, incidentId: null });
});

it("by hand over alerts that stand begins with the first of them; an alert of the fleet has none", async () => {
  const { environmentId, alert } = await world.raised();
  const opened = await openIncident(at(plantIt, 20 * MINUTE), { environmentId, ...words });
  expect(opened.startedAt).toBe(alert.raisedAt.toISOString());
  const moment = { raisedAt: now(), lastAt: now(), recheckAt: now(), pending: false };
  const fleet = await world.db.prisma.alert.create({
    data: {
      ...{ domain: "platform", tier: "ticket", severity: "bad", title: "A node", sentence: "N." },
      ...moment,
    },
  });
  const refused = await problemOf(openIncident(at(plantIt), { alertId: fleet.id, ...words }));
  expect(refused.code).toBe("forbidden");
  const engineer = await world.person("release_manager", "fleet");
  const clear = await problemOf(openIncident(at(engineer), { alertId: fleet.id, ...words }));
  expect(clear.message).toMatch(/concerns no environment/);
});

it("however much is said, it can be ended, and only what people say is refused", async () => {
  const { environmentId } = await world.raised();
  const { id: incidentId, version } = await openIncident(at(manager), { environmentId, ...words });
  await world.db.prisma.incidentEntry.createMany({
    data: Array.from({ length: INCIDENT_BOUNDS.entries }, (_, number) => ({
      ...{ incidentId, kind: "message", text: `Said ${number}.`, actorName: "Ada", at: now(-MINUTE) },
    })),
  });
  const said = sayInIncident(at(manager), { incidentId, text: "One more." });
  expect((await problemOf(said)).message).toMatch(/can still be moved, reviewed and closed/);
  const note = "It works again.";
  const after = await moveIncident(at(manager), { incidentId, version, event: "resolve", note });
  expect(after.state).toBe("resolved");
  expect(after.timeline.at(-1)?.text).toContain(note);
});

it("takes the loudest and newest of many alerts, and says how many it leaves", async () => {
  const { id: environmentId } = await world.environment("production", null);
  await raise(environmentId, "bad");
  const { id: page } = await alertOf(environmentId);
  const moment = now();
  await world.db.prisma.alert.createMany({
    data: Array.from({ length: INCIDENT_BOUNDS.alerts + 2 }, () => ({
      ...{ tenantId: world.tenantId, environmentId, domain: "platform", severity: "warn" as const },
      ...{ tier: "notice" as const, title: "T", sentence: "S.", pending: false },
      ...{ raisedAt: moment, lastAt: moment, recheckAt: moment },
    })),
  });
  const { id } = await openIncident(at(plantIt), { environmentId, ...words });
  const { alerts, timeline } = await getIncident(at(plantIt), { incidentId: id });
  expect(alerts).toHaveLength(INCIDENT_BOUNDS.alerts);
  expect(alerts.map((alert) => alert.id)).toContain(page);
  expect(await world.db.prisma.alert.count({ where: { incidentId: id } })).toBe(INCIDENT_BOUNDS.alerts);
  expect(timeline.some(({ text }) => text.startsWith("Three more alerts stand here."))).toBe(true);
});
