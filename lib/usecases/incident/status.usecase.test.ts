import { afterAll, expect, it } from "vitest";
import { makeAlertWorld } from "@/lib/testing/alert-world";
import { problemOf } from "@/lib/testing/world";
import { draftChange } from "../change/draft";
import { followRunbook } from "../runbook/follow";
import { tickRunbookStep } from "../runbook/tick";
import { incidentForDraft } from "./for-draft";
import { getIncident } from "./get";
import { openIncident } from "./open";
import { publishStatus } from "./publish";
import { getStatus } from "./status";

const world = await makeAlertWorld();
const { plantIt, manager, stranger, auditor, at, raised } = world;
afterAll(() => world.close());

const STEP = {
  ...{ key: "look", title: "Look at the line", text: "Go there.", who: "person", role: "Shift lead" },
  drillStep: null,
};
const TITLE = "Work orders cannot be confirmed";
const opened = async () => {
  const { environmentId, alert } = await raised();
  return openIncident(at(plantIt), { alertId: alert.id, title: TITLE, severity: "sev1" }).then(
    (incident) => ({
      incident,
      environmentId,
    }),
  );
};

it("tells a tenant's people what was published and nothing else, with everything told before", async () => {
  const { incident } = await opened();
  const one = { incidentId: incident.id };
  const told = async () => (await getStatus(at(auditor), { tenantId: world.tenantId })).standing;
  expect((await told()).some(({ id }) => id === incident.id)).toBe(false);
  expect(
    (await problemOf(publishStatus(at(auditor), { ...one, version: incident.version, text: "No." }))).code,
  ).toBe("forbidden");
  const first = await publishStatus(at(plantIt), {
    ...one,
    version: incident.version,
    text: "We are at it.",
  });
  const again = publishStatus(at(plantIt), { ...one, version: incident.version, text: "Another." });
  expect((await problemOf(again)).facts["stale"]).toBe(true);
  const second = await publishStatus(at(manager), {
    ...one,
    version: first.version,
    text: "Paper until 16:00.",
  });
  const [shown] = (await told()).filter(({ id }) => id === incident.id);
  expect(shown?.texts.map(({ text }) => text)).toEqual(["Paper until 16:00.", "We are at it."]);
  expect(JSON.stringify(shown)).not.toContain(TITLE);
  await publishStatus(at(manager), { ...one, version: second.version, text: "" });
  expect((await told()).some(({ id }) => id === incident.id)).toBe(false);
  const inside = await getIncident(at(auditor), one);
  expect(inside.statusHistory.map(({ text }) => text)).toEqual([null, "Paper until 16:00.", "We are at it."]);
  expect((await problemOf(getStatus(at(stranger), { tenantId: world.tenantId }))).code).toBe("not_found");
});

it("belongs together with the change that mends it and the runbook that is followed in it", async () => {
  const { incident, environmentId } = await opened();
  const begin = await incidentForDraft(at(manager), { incidentId: incident.id });
  expect(begin).toMatchObject({ environmentId, title: `Mend ${incident.number}: ${TITLE}` });
  const release = await world.release();
  const { title, reason } = begin;
  const draft = { environmentId, releaseId: release.id, incidentId: incident.id, title, reason };
  const change = await draftChange(at(manager), draft);
  expect(change.incident).toMatchObject({ id: incident.id, number: incident.number });
  const { id: elsewhere } = await world.environment("production", null);
  const wrong = draftChange(at(manager), { ...draft, environmentId: elsewhere });
  expect((await problemOf(wrong)).message).toMatch(/no such incident on this environment/);
  const runbook = await world.db.prisma.runbook.create({
    data: {
      ...{ name: "Printers stand still", tenantId: world.tenantId },
      versions: {
        create: {
          number: 1,
          content: { authority: "Shift lead", steps: [STEP], escalation: [], messages: [] },
        },
      },
    },
  });
  const run = await followRunbook(at(plantIt), {
    environmentId,
    runbookId: runbook.id,
    incidentId: incident.id,
  });
  await tickRunbookStep(at(plantIt), { runId: run.id, step: "look", state: "done", note: "It stands." });
  const whole = await getIncident(at(plantIt), { incidentId: incident.id });
  expect(whole.timeline.at(-1)?.text).toBe("Printers stand still: “Look at the line” done. It stands.");
  expect(whole.changes.map(({ id }) => id)).toEqual([change.id]);
  expect(whole.runbooks[0]).toMatchObject({
    name: "Printers stand still",
    done: 1,
    steps: 1,
    finished: false,
  });
});
