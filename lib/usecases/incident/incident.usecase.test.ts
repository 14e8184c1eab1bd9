import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import { raiseAlerts } from "../alert/raise";
import type { Context } from "../context";
import { finishIncidentAction } from "./finish-action";
import { getIncident } from "./get";
import { listIncidents } from "./list";
import { moveIncident } from "./move";
import { openIncident } from "./open";
import { reviewIncident } from "./review";
import { sayInIncident } from "./say";
import { setIncident } from "./set";

const MINUTE = 60_000;
let world: World;
let plantIt: Context;
let manager: Context;
let stranger: Context;
let auditor: Context;

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [plantIt, manager, stranger, auditor] = await Promise.all([
    world.person("plant_it"),
    world.person("release_manager"),
    world.person("plant_it", { tenantId: other.id }),
    world.person("auditor"),
  ]);
});
afterAll(() => world.close());

const at = (ctx: Context, ahead = 0): Context => ({ ...ctx, now: new Date(Date.now() + ahead) });
const TITLE = "Work orders cannot be confirmed";
const DUE = "2027-01-15";

async function withAlert() {
  const { id: environmentId } = await world.environment("production", null);
  const change = {
    ...{ environmentId, signalId: "work_orders", domain: "business" as const, to: "bad" as const },
    ...{ at: new Date(), title: "Work orders", sentence: `${TITLE} since 14:03.` },
  };
  await world.db.transaction((tx) => raiseAlerts(tx, [change], new Date()));
  const alert = await world.db.prisma.alert.findFirstOrThrow({ where: { environmentId } });
  return { environmentId, alert };
}

const opened = async () => {
  const made = await withAlert();
  const incident = await openIncident(at(plantIt), {
    alertId: made.alert.id,
    title: TITLE,
    severity: "sev1",
  });
  return { ...made, incident };
};

describe("from an alert to what was learned", () => {
  it("gathers alert, deployment and words by itself, and names what changed", async () => {
    const { environmentId, alert } = await withAlert();
    const release = await world.release();
    await world.db.prisma.operation.create({
      data: {
        ...{
          kind: "deploy",
          state: "succeeded",
          tenantId: world.tenantId,
          environmentId,
          clusterId: world.clusterId,
        },
        ...{ releaseId: release.id, startedAt: new Date(Date.now() - 20 * MINUTE), strategy: "rolling" },
        ...{
          finishedAt: new Date(Date.now() - 4 * MINUTE),
          deadlineAt: new Date(),
          correlationId: randomUUID(),
        },
        sentence: "It runs.",
      },
    });
    // What is done about it, begun a minute after it was told, is no cause of it.
    const later = new Date(alert.raisedAt.getTime() + MINUTE);
    await world.db.prisma.operation.create({
      data: {
        ...{ kind: "rollback", state: "succeeded", tenantId: world.tenantId, environmentId },
        ...{ clusterId: world.clusterId, releaseId: release.id, startedAt: later, finishedAt: later },
        ...{ deadlineAt: later, correlationId: randomUUID() },
      },
    });
    const incident = await openIncident(at(plantIt), {
      ...{ alertId: alert.id, title: TITLE, severity: "sev1", statusText: "Confirm on paper until 16:00." },
    });
    expect(incident).toMatchObject({ state: "open", commander: { id: plantIt.actor.id }, severity: "sev1" });
    expect(incident.alerts.map(({ id }) => id)).toEqual([alert.id]);
    expect(incident.changed[0]).toMatchObject({ title: `Deployment of ${release.name}`, minutesBefore: 4 });
    expect(
      incident.changed.map(({ title }) => title).filter((title) => title.startsWith("Rollback")),
    ).toEqual([]);
    const kinds = new Set(incident.timeline.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["alert", "moved", "operation", "status"]);
    expect(incident.status?.text).toBe("Confirm on paper until 16:00.");
    const told = await world.db.prisma.notice.findMany({ where: { path: `/incidents/${incident.id}` } });
    expect(told.map(({ userId }) => userId)).toContain(manager.actor.id);
    expect(told.map(({ userId }) => userId)).not.toContain(plantIt.actor.id);
  });

  it("is mitigated, over, reviewed, and closed only when what was learned is done", async () => {
    const { incident } = await opened();
    const id = { incidentId: incident.id };
    const said = await sayInIncident(at(manager), { ...id, text: "Rolled back the release." });
    expect(said.timeline.at(-1)).toMatchObject({ kind: "message", text: "Rolled back the release." });
    const move = (version: number, event: "mitigate" | "resolve" | "close" | "worsen") =>
      moveIncident(at(manager), { ...id, version, event, note: "As seen at the line." });
    const early = reviewIncident(at(plantIt), {
      ...id,
      version: incident.version,
      causes: "Because of the label field.",
    });
    expect((await problemOf(early)).message).toMatch(/when it is over/);
    const mitigated = await move(incident.version, "mitigate");
    expect(mitigated.moves).toEqual(["resolve", "worsen"]);
    const over = await move(mitigated.version, "resolve");
    expect(over.can.review.allowed).toBe(true);
    const reviewed = await reviewIncident(at(plantIt), {
      ...{
        ...id,
        version: over.version,
        causes: "The label field became required, and nobody fills it at the line.",
      },
      actions: [
        { text: "Try confirmations with the line's own forms", ownerId: manager.actor.id, dueOn: DUE },
      ],
    });
    expect(reviewed).toMatchObject({ state: "reviewed", openActions: 1 });
    expect((await problemOf(move(reviewed.version, "close"))).message).toMatch(
      /1 action of its review is not done/,
    );
    const [action] = reviewed.actions;
    const finish = { actionId: action?.id ?? "", version: 1, note: "Part of the smoke checks now." };
    const done = await finishIncidentAction(at(manager), finish);
    expect(done.openActions).toBe(0);
    expect((await problemOf(finishIncidentAction(at(manager), finish))).facts["stale"]).toBe(true);
    const closed = await move(done.version, "close");
    expect(closed).toMatchObject({ state: "closed", moves: [] });
    expect((await problemOf(sayInIncident(at(manager), { ...id, text: "One more thing." }))).message).toMatch(
      /closed/,
    );
    const audit = await world.db.prisma.auditEntry.findMany({ where: { targetId: incident.id } });
    expect(audit.filter(({ outcome }) => outcome === "refused").length).toBeGreaterThanOrEqual(2);
  });
});

describe("who may, and who comes first", () => {
  it("is hidden from another tenant, and only looked at by an auditor", async () => {
    const { incident, environmentId } = await opened();
    const id = { incidentId: incident.id };
    expect((await problemOf(getIncident(at(stranger), id))).code).toBe("not_found");
    expect((await problemOf(sayInIncident(at(stranger), { ...id, text: "Hello." }))).code).toBe("not_found");
    expect((await problemOf(sayInIncident(at(auditor), { ...id, text: "Hello." }))).code).toBe("forbidden");
    expect((await getIncident(at(auditor), id)).can.handle.allowed).toBe(false);
    expect((await listIncidents(at(stranger), {})).items).toEqual([]);
    expect((await listIncidents(at(plantIt), { environmentId })).items).toHaveLength(1);
    const foreign = openIncident(at(stranger), { environmentId, title: TITLE, severity: "sev3" });
    expect((await problemOf(foreign)).code).toBe("not_found");
  });

  it("an alert belongs to one incident, however many open one at once", async () => {
    const { alert } = await withAlert();
    const call = { alertId: alert.id, title: TITLE, severity: "sev2" as const };
    const ends = await Promise.allSettled([openIncident(at(plantIt), call), openIncident(at(manager), call)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = ends.find((end) => end.status === "rejected");
    expect(String(lost?.status === "rejected" ? lost.reason.message : "")).toMatch(
      /belongs to INC-\d+ already/,
    );
  });

  it("of two who set it, the second looks again; who leads has a role there", async () => {
    const { incident } = await opened();
    const set = {
      incidentId: incident.id,
      version: incident.version,
      severity: "sev2" as const,
    };
    const foreign = setIncident(at(manager), { ...set, commanderId: stranger.actor.id });
    expect((await problemOf(foreign)).code).toBe("invalid_input");
    const next = await setIncident(at(manager), { ...set, commanderId: manager.actor.id });
    expect(next.timeline.map(({ text }) => text)).toContain("From SEV 1 to SEV 2.");
    const stale = setIncident(at(plantIt), { ...set, commanderId: plantIt.actor.id });
    expect((await problemOf(stale)).facts["stale"]).toBe(true);
  });

  it("by hand, for an environment; not for both or neither", async () => {
    const { id: environmentId } = await world.environment("production", null);
    const byHand = await openIncident(at(manager), {
      environmentId,
      title: "The hall has no network",
      severity: "sev2",
    });
    expect(byHand.alerts).toEqual([]);
    const neither = openIncident(at(manager), { title: TITLE, severity: "sev2" });
    expect((await problemOf(neither)).message).toMatch(/one of them/);
  });
});
