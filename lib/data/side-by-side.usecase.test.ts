import { afterAll, expect, test } from "vitest";
import { testDatabase } from "@/lib/testing/world";
import type { Tx } from "./client";
import { sideBySide } from "./side-by-side";

const db = testDatabase();
afterAll(() => db.close());

/** How many reads were under way at the same time at most. */
async function mostAtOnce(client: Tx) {
  let underway = 0;
  let most = 0;
  const read = (value: number) => async () => {
    underway += 1;
    most = Math.max(most, underway);
    const rows = await client.$queryRaw<{ value: number }[]>`SELECT ${value}::int AS value`;
    underway -= 1;
    return rows[0]?.value ?? 0;
  };
  const answers = await sideBySide(client, { one: read(1), two: read(2), three: read(3) });
  expect(answers).toEqual({ one: 1, two: 2, three: 3 });
  return most;
}

test("reads go at once on the pool, and one after the other on a transaction's one connection", async () => {
  expect(await mostAtOnce(db.prisma)).toBe(3);
  expect(await db.transaction((tx) => mostAtOnce(tx))).toBe(1);
});

test("a read that fails is told", async () => {
  const fails = async () => {
    throw new Error("The disk is full.");
  };
  await expect(sideBySide(db.prisma, { fine: async () => 1, fails })).rejects.toThrow("The disk is full.");
});
