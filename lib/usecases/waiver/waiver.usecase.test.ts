import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "@/lib/contracts/api/resources/change";
import { at, type ChangeWorld, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { problemOf } from "@/lib/testing/world";
import { addCalendarEvent } from "../calendar/add";
import { draftChange } from "../change/draft";
import { editChange } from "../change/edit";
import { getChange } from "../change/get";
import { requestChanges } from "../change/request-changes";
import { submitChange } from "../change/submit";
import type { Context } from "../context";
import { askWaiver } from "./ask";
import { confirmWaiver } from "./confirm";
import { withdrawWaiver } from "./withdraw";

let world: ChangeWorld;
let second: Context;
beforeAll(async () => {
  world = await makeChangeWorld();
  second = await world.person("release_manager");
});
afterAll(() => world.close());

const at24h = () => new Date(Date.now() + 86_400_000).toISOString();

describe("a waiver", () => {
  /** Its plans are missing, which production refuses. */
  const refused = async () => {
    const running = await world.release({ base: "19.0.1.0.0" });
    const wanted = await world.release({ base: "19.0.1.0.1" });
    const environment = await world.environment("production", running.id);
    await world.environment("staging", null);
    const draft = await draftChange(at(world.developer), {
      ...{ environmentId: environment.id, releaseId: wanted.id, title: "Not staged yet" },
      ...{ reason: "Because the test wants one.", ...PLANS },
    });
    return submitChange(at(world.developer), { changeId: draft.id, version: draft.version });
  };
  const ask = (
    change: { id: string; version: number },
    gateId = "digest_passed_stages",
    expiresAt = at24h(),
  ) =>
    askWaiver(at(world.manager), {
      ...{ changeId: change.id, version: change.version, gateId, expiresAt },
      reason: "The supplier showed the test protocol.",
    });

  it("takes two people, lets the gate pass with both names, and is gone with the content", async () => {
    const change = await refused();
    const asked = await ask(change);
    const [waiver] = asked.governance.waivers;
    const waiverId = waiver?.id ?? "";
    expect(asked.gates.find(({ id }) => id === "digest_passed_stages")?.verdict).toBe("fail");
    expect((await problemOf(ask(change))).message).toContain("already");
    expect((await problemOf(confirmWaiver(at(world.manager), { waiverId }))).code).toBe("forbidden");
    expect((await problemOf(confirmWaiver(at(world.developer), { waiverId }))).code).toBe("forbidden");
    expect((await problemOf(confirmWaiver(at(world.stranger), { waiverId }))).code).toBe("not_found");
    const confirmed = await confirmWaiver(at(second), { waiverId });
    const gate = confirmed.gates.find(({ id }) => id === "digest_passed_stages");
    expect(gate?.verdict).toBe("waived");
    expect(gate?.fact).toContain(`by ${world.manager.actor.name} and ${second.actor.name}`);
    const back = await requestChanges(at(world.manager), {
      ...{ changeId: change.id, version: change.version, reason: "Another title please." },
    });
    const edited = await editChange(at(world.developer), {
      ...{ changeId: change.id, version: back.version, releaseId: back.release.id, title: "Another title" },
      ...{ reason: "Because it was asked for.", ...PLANS },
    });
    expect(edited.gates.find(({ id }) => id === "digest_passed_stages")?.verdict).not.toBe("waived");
    expect(edited.governance.waivers[0]?.state).toBe("over");
  });

  it("ends by itself, and when taken back", async () => {
    const change = await refused();
    const asked = await ask(change);
    const waiverId = asked.governance.waivers[0]?.id ?? "";
    await confirmWaiver(at(second), { waiverId });
    const later = { ...at(world.manager), now: new Date(Date.now() + 2 * 86_400_000) };
    const gateIn = async (ctx: Context) =>
      (await getChange(ctx, { changeId: change.id })).gates.find(({ id }) => id === "digest_passed_stages")
        ?.verdict;
    expect(await gateIn(at(world.manager))).toBe("waived");
    expect(await gateIn(later)).toBe("fail");
    await withdrawWaiver(at(world.manager), { waiverId });
    expect(await gateIn(at(world.manager))).toBe("fail");
    expect((await problemOf(withdrawWaiver(at(second), { waiverId }))).code).toBe("conflict");
  });

  it("is refused for what is no matter of opinion, for too long, and to who lacks the right", async () => {
    const change = await refused();
    expect((await problemOf(ask(change, "environment_free"))).message).toContain("cannot be waived");
    expect((await problemOf(ask(change, "nothing_like_it"))).message).toContain("no such gate");
    const long = new Date(Date.now() + 8 * 86_400_000).toISOString();
    expect((await problemOf(ask(change, "digest_passed_stages", long))).message).toContain("at most 7 days");
    const call = { changeId: change.id, version: change.version, gateId: "digest_passed_stages" };
    const byDeveloper = askWaiver(at(world.developer), {
      ...{ ...call, expiresAt: at24h(), reason: "I would like it to pass." },
    });
    expect((await problemOf(byDeveloper)).code).toBe("forbidden");
  });

  it("covers what people saw, and nothing that came up afterwards", async () => {
    const { change, environment } = await world.approved();
    const chief = await world.person("release_manager", "fleet");
    const block = (title: string, kind: "stock_count" | "fiscal_close") =>
      addCalendarEvent(at(chief), {
        ...{ level: "environment", environmentId: environment.id, kind, effect: "blocks", title },
        ...{ reason: title, moduleFamilies: [], stages: ["staging"], zone: "UTC", durationMinutes: 600 },
        ...{ start: new Date(Date.now() - 3_600_000).toISOString().slice(0, 16) },
        ...{ recurrence: null, exceptions: [] },
      });
    const shown = () => getChange(at(world.manager), { changeId: change.id });
    const gateOf = (one: Change) => one.gates.find(({ id }) => id === "calendar_open");
    await block("A small count", "stock_count");
    const asked = await ask(change, "calendar_open");
    await confirmWaiver(at(second), { waiverId: asked.governance.waivers[0]?.id ?? "" });
    expect(gateOf(await shown())?.verdict).toBe("waived");

    await block("Close of the group", "fiscal_close");
    const closed = await shown();
    expect(gateOf(closed)).toMatchObject({ verdict: "fail" });
    expect(gateOf(closed)?.fact).toContain("does not cover it");
    expect(closed.governance.waivers.map(({ state }) => state)).toEqual(["outgrown"]);

    const anew = await ask(change, "calendar_open");
    const waiting = anew.governance.waivers.find(({ state }) => state === "asked")?.id ?? "";
    // Of each waiver is kept what its gate said, not what was said of the one before it.
    for (const { gateFact } of anew.governance.waivers) expect(gateFact).not.toContain("does not cover it");
    await withdrawWaiver(at(second), { waiverId: asked.governance.waivers[0]?.id ?? "" });
    const told = (await shown()).timeline.map(({ text }) => text);
    expect(told[0]).toBe(`Waiver of “Calendar” taken back by ${second.actor.name}`);
    expect(told[1]).toMatch(
      new RegExp(`^Waiver of “Calendar” asked for by ${world.manager.actor.name}, until .*: The supplier`),
    );
    expect(told[2]).toBe(`Waiver of “Calendar” confirmed by ${second.actor.name}`);
    await block("Close of the country", "fiscal_close");
    expect((await problemOf(confirmWaiver(at(second), { waiverId: waiting }))).message).toContain(
      "More stands in the way",
    );
  });
});
