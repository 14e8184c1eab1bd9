import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { EventChannel } from "@/lib/ports/outside";
import { testDatabase } from "@/lib/testing/world";
import type { Database } from "./client";
import { publishNow, sweepOutbox, writeEvent } from "./outbox";

let db: Database;
beforeAll(() => {
  db = testDatabase();
});
afterAll(() => db.close());

const write = (): Promise<LiveEvent> =>
  db.transaction((tx) =>
    writeEvent(tx, {
      type: "environment.changed",
      tenantId: null,
      environmentId: null,
      subject: { kind: "environment", id: randomUUID() },
    }),
  );
const stored = ({ id }: LiveEvent) => db.prisma.outboxEvent.findUnique({ where: { id } });

/** A channel that hands over the first `working` events and then fails. */
function channelFailingAfter(working: number): EventChannel & { heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    publish: async (event) => {
      if (heard.length >= working) throw new Error("Redis is away.");
      heard.push(event.id);
    },
    subscribe: async () => async () => undefined,
  };
}

describe("events of a committed transaction", () => {
  it("stay unpublished from the one on that failed, and the sweep delivers those", async () => {
    const [first, second] = [await write(), await write()];
    await expect(publishNow(db, channelFailingAfter(1), [first, second])).rejects.toThrow("away");
    expect((await stored(first))?.publishedAt).toBeInstanceOf(Date);
    expect(await stored(second)).toMatchObject({ publishedAt: null });

    const back = channelFailingAfter(Number.POSITIVE_INFINITY);
    // One sweep takes 200: others wrote events here, too, and go on doing so.
    for (let sweeps = 0; sweeps < 100 && !back.heard.includes(second.id); sweeps += 1) {
      await sweepOutbox(db, back, new Date(Date.now() + 5_000));
    }
    expect(back.heard).toContain(second.id);
    expect(back.heard).not.toContain(first.id);
    expect((await stored(second))?.publishedAt).toBeInstanceOf(Date);
  });

  it("are removed after an hour when nobody could be told, also while the channel is away", async () => {
    const [old, young] = [await write(), await write()];
    await db.prisma.outboxEvent.update({
      where: { id: old.id },
      data: { at: new Date(Date.now() - 3_700_000) },
    });
    await sweepOutbox(db, channelFailingAfter(0), new Date(), 0).catch(() => undefined);
    expect(await stored(old)).toBeNull();
    expect(await stored(young)).not.toBeNull();
  });
});
