import { randomUUID } from "node:crypto";
import { type Database, openDatabase } from "@/lib/data/client";
import type { Grant } from "@/lib/domain/access/decide";
import type { Role } from "@/lib/domain/access/roles";
import type { Stage } from "@/lib/domain/catalog/stage";
import { EVIDENCE_KINDS } from "@/lib/domain/evidence/kind";
import { Problem } from "@/lib/domain/shared/problem";
import type { Actor, Context, Ports } from "@/lib/usecases/context";
import { goodFindings } from "./all-evidence";
import { FakeConnectors, FakeLogs } from "./fake-connectors";
import { FakeErp } from "./fake-outside";
import { FakeSignals } from "./fake-signals";

/** What the outside was told during a test. */
export type Told = { rung: string[]; published: string[] };

export type World = {
  db: Database;
  told: Told;
  ports: Ports;
  tenantId: string;
  clusterId: string;
  /** A person with one role over the suite's tenant, or over the fleet. */
  person(role: Role, over?: "tenant" | "fleet" | { tenantId: string }): Promise<Context>;
  environment(stage: Stage, releaseId: string | null): Promise<{ id: string }>;
  release(
    modules?: Record<string, string>,
    schemaChanges?: readonly string[],
  ): Promise<{ id: string; name: string; digest: string }>;
  close(): Promise<void>;
};

/** Digests the registry of tests does not know begin with this. */
export const UNKNOWN_DIGEST_PREFIX = "sha256:dead";

let releases = 0;

/** One good piece of evidence of every kind. */
const evidenceRows = (digest: string) =>
  EVIDENCE_KINDS.map((kind) => ({
    ...{ digest, kind, source: "ci of the test", attachedByName: "a test", findings: goodFindings(kind) },
    producedAt: new Date(),
    contentHash: randomUUID(),
  }));

export function testDatabase(): Database {
  const url = process.env["TEST_DATABASE_URL"];
  if (url === undefined) throw new Error("TEST_DATABASE_URL is not set; npm test sets it.");
  return openDatabase(url, 8);
}

export const digestOf = (): string =>
  `sha256:${randomUUID().replaceAll("-", "")}${randomUUID().replaceAll("-", "")}`;

/** A tenant and a cluster of its own on the test database: suites run beside each other and never meet. */
export async function makeWorld(): Promise<World> {
  const db = testDatabase();
  const told: Told = { rung: [], published: [] };
  const suffix = randomUUID().slice(0, 8);
  const cluster = await db.prisma.cluster.create({
    data: {
      name: `c-${suffix}`,
      region: "test",
      server: "https://cluster.test",
      sealedKubeconfig: new Uint8Array([1]),
      reachability: "reachable",
      // Suites leave operations running; what tests the limit sets one.
      maxOperations: 1_000,
    },
  });
  const tenant = await makeTenant(db, suffix);
  const ports = makePorts(told);
  return {
    db,
    told,
    ports,
    tenantId: tenant.id,
    clusterId: cluster.id,
    person: (role, over = "tenant") => makePerson(db, ports, role, over, tenant.id),
    environment: (stage, releaseId) =>
      db.prisma.environment.create({
        data: {
          tenantId: tenant.id,
          clusterId: cluster.id,
          name: `${stage} ${randomUUID().slice(0, 6)}`,
          stage,
          namespace: `n-${randomUUID().slice(0, 12)}`,
          hostname: `${stage}.${suffix}.localhost`,
          timeZone: "Europe/Berlin",
          webReplicas: 1,
          webWorkers: 2,
          cronReplicas: 1,
          releaseId,
        },
        select: { id: true },
      }),
    release: (modules = { base: "19.0.1.0.0" }, schemaChanges = []) => {
      releases += 1;
      const digest = digestOf();
      return db.prisma.release.create({
        data: {
          name: `r-${suffix}-${releases}`,
          repository: "registry.test/erp",
          digest,
          sourceRevision: "0123abc",
          modules: {
            createMany: {
              data: Object.entries(modules).map(([name, version]) => ({
                name,
                version,
                schemaChange: schemaChanges.includes(name),
              })),
            },
          },
          // Everything is shown of it, so that suites about other things meet no gate of evidence.
          evidence: { createMany: { data: evidenceRows(digest) } },
        },
        select: { id: true, name: true, digest: true },
      });
    },
    close: () => db.close(),
  };
}

export const makeTenant = (db: Database, suffix: string) =>
  db.prisma.tenant.create({
    data: {
      slug: `t-${suffix}`,
      name: `Tenant ${suffix}`,
      industry: "Test",
      tier: "tier2",
      timeZone: "Europe/Berlin",
      costCentre: "T",
      contactName: "T",
      contactEmail: "t@t.example",
    },
  });

function makePorts(told: Told): Ports {
  const unused = () => {
    throw new Problem("upstream_failed", "This test has no cluster.");
  };
  return {
    bell: {
      ring: async (name, payload) => void told.rung.push(`${name} ${Object.values(payload).join(" ")}`),
      ringAt: async (name, payload, at) =>
        void told.rung.push(`${name} ${Object.values(payload).join(" ")} at ${at.toISOString()}`),
    },
    channel: {
      publish: async (event) => void told.published.push(`${event.type} ${event.subject.id}`),
      subscribe: async () => async () => {},
    },
    clusters: { open: async () => unused(), openKubeconfig: unused },
    registry: { exists: async (_repository, digest) => !digest.startsWith(UNKNOWN_DIGEST_PREFIX) },
    seal: {
      seal: () => {
        throw new Error("This test seals nothing.");
      },
      open: () => {
        throw new Error("This test opens nothing.");
      },
    },
    connectors: new FakeConnectors(),
    logs: new FakeLogs(),
    signals: new FakeSignals(),
    erp: new FakeErp(),
    store: { ask: async () => ({ answers: true, sentence: "It answers.", immutability: "" }) },
  };
}

async function makePerson(
  db: Database,
  ports: Ports,
  role: Role,
  over: "tenant" | "fleet" | { tenantId: string },
  ownTenantId: string,
): Promise<Context> {
  const id = randomUUID();
  const tenantId = over === "fleet" ? null : over === "tenant" ? ownTenantId : over.tenantId;
  const user = await db.prisma.user.create({
    data: {
      email: `${id}@test.example`,
      name: `${role} ${id.slice(0, 4)}`,
      passwordHash: "none",
      timeZone: "Europe/Berlin",
      roleBindings: {
        create: tenantId === null ? { role, level: "fleet" } : { role, level: "tenant", tenantId },
      },
    },
  });
  const grant: Grant = {
    role,
    scope: tenantId === null ? { level: "fleet" } : { level: "tenant", tenantId },
  };
  const actor: Actor = {
    kind: "person",
    id: user.id,
    name: user.name,
    sessionId: randomUUID(),
    grants: [grant],
  };
  return { actor, correlationId: randomUUID(), now: new Date(), db, ports };
}

/** The Problem that a promise rejects with; fails when it does not. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Expected a Problem, but it succeeded.");
}
