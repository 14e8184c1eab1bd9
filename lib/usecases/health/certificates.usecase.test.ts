import { afterAll, beforeAll, expect, it } from "vitest";
import { FakeCertificates } from "@/lib/testing/fake-certificates";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { makeWorld, type World } from "@/lib/testing/world";
import { lookAtCertificates } from "./certificates";
import { getEnvironmentHealth } from "./get";
import { sweepCluster } from "./sweep";

const DAY_MS = 86_400_000;
const stopping = new AbortController().signal;
const certificates = new FakeCertificates();
let world: World;
let place: { environmentId: string };
let hostname: string;
let clock = new Date();

beforeAll(async () => {
  world = await makeWorld();
  place = { environmentId: (await world.environment("production", (await world.release()).id)).id };
  ({ hostname } = await world.db.prisma.environment.findUniqueOrThrow({
    where: { id: place.environmentId },
  }));
});
afterAll(() => world.close());

const row = () => world.db.prisma.servedCertificate.findUniqueOrThrow({ where: place });

/** This environment's turn comes before all others'; those of other suites speak no TLS here. */
async function look(): Promise<void> {
  const due = { dueAt: new Date("2001-01-01T00:00:00Z"), claimedUntil: null };
  await world.db.prisma.servedCertificate.upsert({
    where: place,
    create: { ...place, ...due },
    update: due,
  });
  await lookAtCertificates({ db: world.db, certificates }, { now: () => clock, stopping });
}

async function told() {
  const deps = { db: world.db, channel: new FakeChannel(), signals: new FakeSignals() };
  const raise = async () => undefined;
  const cluster = { id: world.clusterId, name: "c" };
  for (let turn = 0; turn < 3; turn += 1) {
    clock = new Date(clock.getTime() + 30_000);
    await sweepCluster({ ...deps, raise }, cluster, { intervalMs: 30_000, now: () => clock, stopping });
  }
  const reader = { ...(await world.person("plant_it")), now: clock };
  const { domains } = await getEnvironmentHealth(reader, place);
  return domains.flatMap(({ signals }) => signals).find(({ id }) => id === "certificate");
}

it("is not served where the address speaks no TLS, and is told days before the served one ends", async () => {
  await look();
  expect(await row()).toMatchObject({ endsAt: null, readAt: null, reason: `${hostname}:443 speaks no TLS.` });
  expect(await told()).toMatchObject({
    state: "unknown",
    served: false,
    sentence: "Nothing here serves it.",
  });

  certificates.served.set(hostname, new Date(clock.getTime() + 60 * DAY_MS));
  await look();
  expect((await row()).dueAt.getTime() - clock.getTime()).toBeGreaterThanOrEqual(3_240_000);
  expect(await told()).toMatchObject({ state: "good", served: true });
  certificates.served.set(hostname, new Date(clock.getTime() + DAY_MS));
  await look();
  const ends = await told();
  expect(ends).toMatchObject({ state: "bad" });
  expect(ends?.sentence).toContain("The certificate is about to end");

  // One look that sees nothing proves nothing; after three hours it is not known any more, and says why.
  certificates.served.delete(hostname);
  await look();
  expect((await told())?.state).toBe("bad");
  clock = new Date(clock.getTime() + 4 * 3_600_000);
  const silent = await told();
  expect(silent).toMatchObject({ state: "unknown", served: true });
  expect(silent?.sentence).toContain("speaks no TLS");
});
