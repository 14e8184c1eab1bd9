import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Grant } from "@/lib/domain/access/decide";
import { at, PLANS } from "@/lib/testing/change-world";
import { makeTrainWorld, type TrainWorld } from "@/lib/testing/train-world";
import { problemOf } from "@/lib/testing/world";
import { approveChange } from "../change/approve";
import { getChange } from "../change/get";
import { listChanges } from "../change/list";
import { approveTrain } from "./approve";
import { cancelTrain } from "./cancel";
import { draftTrain } from "./draft";
import { editTrain } from "./edit";
import { getTrain } from "./get";
import { getTrainImpact } from "./impact";
import { listTrains } from "./list";
import { rejectTrain } from "./reject";
import { startTrain } from "./start";
import { submitTrain } from "./submit";

let world: TrainWorld;
beforeAll(async () => {
  world = await makeTrainWorld();
});
afterAll(() => world.close());

const changesOf = (trainId: string) =>
  world.db.prisma.change.findMany({ where: { trainRing: { trainId } }, include: { decisions: true } });

describe("a train from draft to approved", () => {
  it("gives every environment a change that is submitted and approved with it, all of it audited", async () => {
    const { train, wanted } = await world.approved([{ stages: ["dev", "staging"] }, { stages: ["uat"] }]);
    expect(train).toMatchObject({ state: "approved", environments: 3, release: { id: wanted.id } });
    const changes = await changesOf(train.id);
    expect(changes).toHaveLength(3);
    for (const change of changes) {
      expect(change).toMatchObject({ state: "approved", title: "A train for a test" });
      expect(change.decisions).toMatchObject([
        {
          kind: "approved",
          userId: world.manager.actor.id,
          contentHash: change.contentHash,
          planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ]);
      expect((await world.auditOf(change.id)).map(({ action }) => action)).toEqual([
        "change.submit",
        "change.approve",
      ]);
    }
    expect((await world.auditOf(train.id)).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "train.submit done",
      "train.approve done",
    ]);
    expect(train.timeline.map(({ text }) => text.split(" by ")[0])).toEqual([
      "Approved",
      "Submitted",
      "Drafted",
    ]);
    expect(world.told.published).toContain(`train.moved ${train.id}`);
  });

  it("is edited in draft only, and whoever edits it becomes an author", async () => {
    const { train, input } = await world.drafted([{ stages: ["dev"] }]);
    const first = input.rings[0]?.environmentIds ?? [];
    const more = await world.environment("staging", null);
    const rings = [
      { name: "First", bakeSeconds: 60, environmentIds: first },
      { name: "Second", bakeSeconds: 0, environmentIds: [more.id] },
    ];
    const call = { ...input, trainId: train.id, version: train.version, rings };
    const edited = await editTrain(at(world.manager), call);
    expect(edited.rings.map(({ name, bakeSeconds }) => [name, bakeSeconds])).toEqual([
      ["First", 60],
      ["Second", 0],
    ]);
    expect(edited.contentHash).not.toBe(train.contentHash);
    expect((await problemOf(editTrain(at(world.manager), call))).facts["stale"]).toBe(true);
    const sent = await submitTrain(at(world.drafter), { trainId: train.id, version: edited.version });
    expect(sent.can.edit.reason).toContain("Only a draft can be edited");
    const approve = { trainId: train.id, version: sent.version };
    expect((await problemOf(approveTrain(at(world.manager), approve))).message).toContain(
      "You edited this train",
    );
  });

  it("ends with a reason on reject and cancel, its changes with it", async () => {
    const first = (await world.submitted([{ stages: ["dev"] }])).train;
    const reason = "Not in December.";
    const no = await rejectTrain(at(world.manager), { trainId: first.id, version: first.version, reason });
    expect(no).toMatchObject({ state: "rejected", sentence: "Rejected: Not in December." });
    expect(await changesOf(first.id)).toMatchObject([{ state: "rejected" }]);
    const second = (await world.approved([{ stages: ["dev"] }])).train;
    const gone = await cancelTrain(at(world.drafter), {
      trainId: second.id,
      version: second.version,
      reason,
    });
    expect(gone.state).toBe("cancelled");
    expect(await changesOf(second.id)).toMatchObject([{ state: "cancelled" }]);
  });
});

describe("refusals change nothing, say why, and are audited", () => {
  it("the author decides or starts", async () => {
    const author = await world.person("release_manager");
    const { input } = await world.drafted([{ stages: ["dev"] }]);
    const own = await draftTrain(at(author), input);
    const { version } = await submitTrain(at(author), { trainId: own.id, version: own.version });
    const problem = await problemOf(approveTrain(at(author), { trainId: own.id, version }));
    expect(problem).toMatchObject({ code: "forbidden" });
    expect(problem.message).toContain("someone else has to decide");
    expect((await world.auditOf(own.id)).at(-1)).toMatchObject({
      action: "train.approve",
      outcome: "refused",
    });
  });

  it("a car moves alone", async () => {
    const { train } = await world.submitted([{ stages: ["dev"] }]);
    const [change] = await changesOf(train.id);
    const changeId = change?.id ?? "";
    const problem = await problemOf(
      approveChange(at(world.manager), { changeId, version: change?.version ?? 0 }),
    );
    expect(problem.message).toBe(
      `This change is a car of ${train.number} and moves with it. Decide on the train instead.`,
    );
    const shown = await getChange(at(world.manager), { changeId });
    expect(shown).toMatchObject({ train: { id: train.id, ring: "Ring 1" }, waitsForMe: false });
    expect(shown.can.approve.allowed).toBe(false);
    const { items } = await listChanges(at(world.manager), { waiting: "me", limit: 100 });
    expect(items.map(({ id }) => id)).not.toContain(changeId);
  });

  it("a person without the right in one of its environments, which is named", async () => {
    const { input, train } = await world.submitted([{ stages: ["dev", "staging"] }]);
    const call = { trainId: train.id, version: train.version };
    const [first, second] = train.rings[0]?.cars.map(({ environment }) => environment) ?? [];
    const over = (environmentId: string | undefined) =>
      ({ level: "environment", tenantId: world.tenantId, environmentId: environmentId ?? "" }) as const;
    const { actor } = world.manager;
    if (actor.kind !== "person") throw new Error("no person");
    const grants: Grant[] = [
      { role: "release_manager", scope: over(first?.id) },
      { role: "plant_it", scope: over(second?.id) },
    ];
    const partly = { ...at(world.manager), actor: { ...actor, grants } };
    const problem = await problemOf(approveTrain(partly, call));
    expect(problem).toMatchObject({ code: "forbidden" });
    expect(problem.message).toContain(`not over ${second?.name}. Your role (Plant IT)`);
    expect((await problemOf(approveTrain(at(world.plantIt), call))).message).toContain("approve trains");
    expect((await problemOf(draftTrain(at(world.developer), input))).code).toBe("forbidden");
  });

  it("someone of another tenant: it does not exist", async () => {
    const { train, input } = await world.submitted([{ stages: ["dev"] }]);
    const call = { trainId: train.id, version: train.version };
    const stranger = () => at(world.stranger);
    expect((await problemOf(getTrain(stranger(), { trainId: train.id }))).code).toBe("not_found");
    expect((await problemOf(getTrainImpact(stranger(), { trainId: train.id }))).code).toBe("not_found");
    expect((await problemOf(approveTrain(stranger(), call))).code).toBe("not_found");
    expect((await problemOf(draftTrain(stranger(), input))).code).toBe("not_found");
    const { items } = await listTrains(stranger(), { limit: 100 });
    expect(items.map(({ id }) => id)).not.toContain(train.id);
  });

  it("gates that fail, each with its environment", async () => {
    const { input } = await world.drafted([{ stages: ["production"] }]);
    await world.environment("staging", null);
    const draft = await draftTrain(at(world.drafter), { ...input, fallback: "" });
    const { version } = await submitTrain(at(world.drafter), { trainId: draft.id, version: draft.version });
    const problem = await problemOf(approveTrain(at(world.manager), { trainId: draft.id, version }));
    expect(problem.code).toBe("gate_refused");
    expect(problem.message).toContain("manual fallback");
    expect(problem.message).toContain("digest passed stages");
    expect(await changesOf(draft.id)).toMatchObject([{ state: "submitted" }]);
  });

  it("not the stage that an earlier ring brings first", async () => {
    const own = await makeTrainWorld();
    const { train } = await own.approved([{ stages: ["staging"] }, { stages: ["production"] }]);
    expect(train.state).toBe("approved");
    await own.close();
  });

  it("input that is not valid: twice the same environment, no ring, too long a bake", async () => {
    const { input } = await world.drafted([{ stages: ["dev"] }]);
    const [ring] = input.rings;
    if (ring === undefined) throw new Error("no ring");
    const twice = { ...input, rings: [ring, { ...ring, name: "Again" }] };
    expect((await problemOf(draftTrain(at(world.drafter), twice))).message).toContain("List each once");
    const none = { ...input, rings: [] };
    expect((await problemOf(draftTrain(at(world.drafter), none))).message).toContain("at least one ring");
    const long = { ...input, rings: [{ ...ring, bakeSeconds: 15 * 86_400 }] };
    expect((await problemOf(draftTrain(at(world.drafter), long))).message).toContain("14 days");
    const gone = { ...input, rings: [{ ...ring, environmentIds: [...ring.environmentIds, randomUUID()] }] };
    expect((await problemOf(draftTrain(at(world.drafter), gone))).message).toContain("does not exist");
  });
});

describe("the impact list", () => {
  it("names tenants, sites, what runs, gates and conflicts, and a start needs it as it is now", async () => {
    const own = await makeTrainWorld();
    await own.db.prisma.site.create({
      data: {
        tenantId: own.tenantId,
        name: "Plant Leoben",
        kind: "plant",
        city: "Leoben",
        timeZone: "Europe/Vienna",
      },
    });
    const { train, running } = await own.approved([{ stages: ["dev"] }, { stages: ["staging"] }]);
    const seen = await getTrainImpact(at(own.manager), { trainId: train.id });
    expect(seen.totals).toEqual({
      tenants: 1,
      sites: 1,
      environments: 2,
      production: 0,
      schemaChanges: 0,
      failing: 0,
    });
    expect(seen.rings[0]?.environments[0]).toMatchObject({
      release: { id: running.id },
      sites: ["Plant Leoben"],
      strategy: "rolling",
      modules: 1,
      closedSeconds: 0,
      expectedSeconds: null,
      conflicts: [],
    });
    const call = { trainId: train.id, version: train.version };
    // Somebody else's change comes into being there after the list was looked at.
    const [car] = train.rings[0]?.cars ?? [];
    const { change } = await own.submitted([{ stages: ["dev"] }]).then(async ({ train: other }) => {
      const [row] = await own.db.prisma.change.findMany({ where: { trainRing: { trainId: other.id } } });
      if (row === undefined) throw new Error("no change");
      const environmentId = car?.environment.id ?? "";
      await own.db.prisma.change.update({ where: { id: row.id }, data: { environmentId } });
      return { change: row };
    });
    const stale = await problemOf(startTrain(at(own.manager), { ...call, impactHash: seen.hash }));
    expect(stale).toMatchObject({ code: "conflict", facts: { stale: true } });
    const now = await getTrainImpact(at(own.manager), { trainId: train.id });
    expect(now.rings[0]?.environments[0]?.conflicts).toMatchObject([{ kind: "change", id: change.id }]);
    const going = await startTrain(at(own.manager), { ...call, impactHash: now.hash });
    expect(going.state).toBe("running");
    await own.close();
  });
});

describe("races", () => {
  it("one of two approvals wins, and each car has one decision", async () => {
    const second = await world.person("release_manager");
    const { train } = await world.submitted([{ stages: ["dev", "staging"] }]);
    const call = { trainId: train.id, version: train.version };
    const outcomes = await Promise.allSettled([
      approveTrain(at(world.manager), call),
      approveTrain(at(second), call),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const { decisions } of await changesOf(train.id)) expect(decisions).toHaveLength(1);
  });
});

describe("lists", () => {
  it("show what waits for whom", async () => {
    const { train } = await world.submitted([{ stages: ["dev"] }]);
    const idsFor = async (ctx: typeof world.manager) =>
      (await listTrains(at(ctx), { waiting: "me", limit: 100 })).items.map(({ id }) => id);
    expect(await idsFor(world.manager)).toContain(train.id);
    expect(await idsFor(world.drafter)).not.toContain(train.id);
    const found = await listTrains(at(world.plantIt), { search: train.number, limit: 10 });
    expect(found.items).toMatchObject([{ id: train.id, waitsForMe: false, environments: 1 }]);
  });

  it("show a part of a train to whoever sees a part of it, and no names of the rest", async () => {
    const guest = await world.person("release_manager", "fleet");
    const other = await makeTrainWorld();
    const here = await world.drafted([{ stages: ["dev"] }]);
    const there = await other.environment("dev", null);
    const rings = [...here.input.rings, { name: "There", bakeSeconds: 0, environmentIds: [there.id] }];
    const train = await draftTrain(at(guest), { ...here.input, rings, ...PLANS });
    const seen = await getTrain(at(world.manager), { trainId: train.id });
    expect(seen.rings.map(({ cars, hidden }) => [cars.length, hidden])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(seen).toMatchObject({ environments: 1, sentence: "The train is a draft." });
    expect(seen.can.submit.reason).toContain("1 of its environments are not in your scope");
    await other.close();
  });
});
