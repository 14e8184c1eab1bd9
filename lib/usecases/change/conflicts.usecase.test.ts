import { afterAll, beforeAll, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { draftChange } from "./draft";
import { previewChange } from "./preview";
import { submitChange } from "./submit";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

it("a change lasts as long as it was rehearsed: two plans on one cluster overlap for so long, and no longer", async () => {
  const running = await world.release({ base: "19.0.1.0.0" });
  const wanted = await world.release({ base: "19.0.1.0.1" });
  const staging = await world.environment("staging", wanted.id);
  const [first, second] = [
    await world.environment("production", running.id),
    await world.environment("production", running.id),
  ];
  const { clusterId } = await world.db.prisma.environment.findUniqueOrThrow({ where: { id: staging.id } });
  const finishedAt = new Date(Date.now() - HOUR);
  await world.db.prisma.operation.create({
    data: {
      ...{
        kind: "deploy",
        state: "succeeded",
        tenantId: world.tenantId,
        environmentId: staging.id,
        clusterId,
      },
      ...{ releaseId: wanted.id, finishedAt, deadlineAt: finishedAt, correlationId: "rehearsed" },
      steps: {
        create: {
          ...{ position: 0, name: "migrate", phase: "forward", state: "done", timeoutMs: 1_000 },
          ...{ startedAt: new Date(finishedAt.getTime() - 3 * HOUR), finishedAt },
        },
      },
    },
  });
  const draft = await draftChange(at(world.developer), {
    ...{ environmentId: first.id, releaseId: wanted.id, plannedStart: inHours(24) },
    ...{ title: "A change for a test", reason: "Because the test wants one.", ...PLANS },
  });
  const sent = await submitChange(at(world.developer), { changeId: draft.id, version: draft.version });
  const kindsAt = async (hours: number) =>
    (
      await previewChange(at(world.developer), {
        ...{ environmentId: second.id, releaseId: wanted.id, plannedStart: inHours(hours) },
      })
    ).conflicts.map(({ kind, subject }) => `${kind} ${subject?.number}`);
  expect(await kindsAt(26)).toEqual([`same_database ${sent.number}`, `same_people ${sent.number}`]);
  expect(await kindsAt(21.5)).toHaveLength(2);
  expect(await kindsAt(27.5)).toEqual([]);
  const connected = {
    tenantId: world.tenantId,
    kind: "mes",
    direction: "both",
    criticality: "critical",
  } as const;
  await world.db.prisma.integration.createMany({
    data: [first, second].map(({ id }, index) => ({
      ...{
        ...connected,
        environmentId: id,
        name: "Shop floor",
        system: ["Terminals", "terminals"][index] ?? "",
      },
      ...{ ownerName: "Mira", ownerContact: "mira@t.example" },
    })),
  });
  expect(await kindsAt(26)).toContain(`dependent_integration ${sent.number}`);
  expect(await kindsAt(27.5)).toEqual([]);
});

it("a crowded neighbour hides nothing: what is open on one's own environment is told however much else is newer", async () => {
  const running = await world.release({ base: "19.0.2.0.0" });
  const wanted = await world.release({ base: "19.0.2.0.1" });
  const here = await world.environment("staging", running.id);
  const crowded = await world.environment("staging", running.id);
  const written = {
    ...{ tenantId: world.tenantId, releaseId: wanted.id, requesterId: world.developer.actor.id, ...PLANS },
    ...{ authorIds: [world.developer.actor.id], contentHash: "h" },
    state: "submitted",
    ...{ title: "A change for a test", reason: "Because the test wants one.", plannedStart: inHours(48) },
  } as const;
  const { prisma } = world.db;
  const early = await prisma.change.create({ data: { ...written, environmentId: here.id } });
  await prisma.change.createMany({
    data: Array.from({ length: 250 }, () => ({ ...written, environmentId: crowded.id })),
  });
  const { conflicts } = await previewChange(at(world.developer), {
    ...{ environmentId: here.id, releaseId: wanted.id, plannedStart: inHours(1) },
  });
  expect(conflicts.find(({ kind }) => kind === "same_environment")?.subject?.id).toBe(early.id);
});
