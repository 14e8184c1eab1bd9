import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { listChanges } from "./list";

/** More than a search looks up by name. */
const MANY = 201;

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

const found = async (search: string): Promise<string[]> =>
  (await listChanges(at(world.manager), { search, limit: 100, gates: "leave" })).items.map(({ id }) => id);

it("finds a change by its number, its title, its environment and its release, and by nothing else", async () => {
  const [one, other] = [await world.submitted(), await world.submitted()];
  const { prisma } = world.db;
  await prisma.change.update({ where: { id: one.change.id }, data: { title: "Pallet labels in Łódź" } });
  await prisma.environment.update({ where: { id: one.environment.id }, data: { name: "Foundry annealing" } });
  const { number } = one.change;
  const ofOne = [number, number.toLowerCase(), "pallet LABELS", "anneal", one.wanted.name];
  for (const search of ofOne) expect(await found(search), search).toEqual([one.change.id]);
  expect(await found(number.replace(/\D/g, ""))).toContain(one.change.id);
  expect(await found(other.change.number)).toEqual([other.change.id]);
  for (const search of ["nobody wrote this", "CHG-999999999", "%"])
    expect(await found(search), search).toEqual([]);
});

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

it("finds all changes whose release's name is also that of more releases than are looked up", async () => {
  const { change, wanted } = await world.submitted();
  const { prisma } = world.db;
  const { id, ...like } = await prisma.release.findUniqueOrThrow({ where: { id: wanted.id } });
  await prisma.release.createMany({
    data: Array.from({ length: MANY }, (_, index) => ({
      ...{ ...like, configuration: {}, extras: {} },
      ...{ name: `${wanted.name} ${index}`, digest: digestOf(`${id} ${index}`) },
    })),
  });
  expect(await found(wanted.name)).toEqual([change.id]);
});
