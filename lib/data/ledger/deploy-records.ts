import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import type { DeployRelease, DeploySubject } from "@/lib/domain/operation/deploy-subject";
import { changesData, goesBack } from "@/lib/domain/operation/name";
import { plainJson } from "@/lib/domain/shared/plain-text";
import type { Tx } from "../client";
import { type OperationKind, Prisma } from "../generated/client";
import { contentHash } from "../hash";
import { tellPlanned } from "../notices";
import { livingOf } from "./copied-rows";
import { listOf } from "./json";
import { asTransient } from "./outage";
import { type TellingDependencies, tellingTransaction } from "./telling";

const releaseParts = { include: { modules: { take: 1_000 } } } as const;
const subjectParts = {
  environment: { include: { tenant: true } },
  release: releaseParts,
  previousRelease: releaseParts,
} satisfies Prisma.OperationInclude;

type ReleaseRow = Prisma.ReleaseGetPayload<typeof releaseParts>;

const releaseOf = (row: ReleaseRow): DeployRelease => ({
  id: row.id,
  name: row.name,
  repository: row.repository,
  digest: row.digest,
  configuration: row.configuration as Record<string, string>,
  modules: row.modules.map(({ name, version, schemaChange }) => ({ name, version, schemaChange })),
});

const objectsOf = (json: unknown) => listOf<ManifestObject>(json);

/** A UUID that is the same for the same step of the same operation, so that its row is written once. */
function stepRowId(operationId: string, step: string): string {
  const hex = createHash("sha256").update(`${operationId}/${step}`).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join("-");
}

async function load({ db }: TellingDependencies, operationId: string): Promise<DeploySubject | null> {
  const row = await db.prisma.operation.findUnique({ where: { id: operationId }, include: subjectParts });
  if (row === null || row.release === null) return null;
  const { environment } = row;
  const applied = await appliedManifest(db.prisma, row);
  // An operation on data starts exactly what ran before it.
  const kept = goesBack(row.kind) ? await ranWith(db.prisma, row) : changesData(row.kind) ? applied : null;
  return {
    operationId,
    kind: row.kind,
    strategy: row.kind === "deploy" ? row.strategy : null,
    clusterId: row.clusterId,
    timeZone: environment.timeZone,
    environment: livingOf(environment),
    release: releaseOf(row.release),
    previousRelease: row.previousRelease === null ? null : releaseOf(row.previousRelease),
    previousManifest: applied === null ? null : { id: applied.id, objects: objectsOf(applied.objects) },
    keptManifest: kept === null ? null : { id: kept.id, objects: objectsOf(kept.objects) },
  };
}

type SubjectRow = Pick<Prisma.OperationGetPayload<object>, "releaseId" | "previousReleaseId" | "kind"> & {
  environment: { id: string; manifestId: string | null };
};

/** The manifest of the release that is left: the one applied last, or for what stopped half-way its newest one. */
async function appliedManifest(db: Tx, row: SubjectRow) {
  const { id: environmentId, manifestId } = row.environment;
  const last = manifestId === null ? null : await db.manifest.findUnique({ where: { id: manifestId } });
  if (last !== null && last.releaseId === row.previousReleaseId) return last;
  if (!goesBack(row.kind) || row.previousReleaseId === null) return null;
  return db.manifest.findFirst({
    where: { environmentId, releaseId: row.previousReleaseId },
    orderBy: { createdAt: "desc" },
  });
}

const Recorded = z.object({ manifestId: z.uuid() });

/** The manifest with which the wanted release last ran here, as its operation recorded it, else its newest one. */
async function ranWith(db: Tx, row: SubjectRow) {
  const { id: environmentId } = row.environment;
  const step = await db.operationStep.findFirst({
    where: {
      name: "record",
      state: "done",
      operation: { environmentId, state: "succeeded", releaseId: row.releaseId },
    },
    orderBy: { operation: { createdAt: "desc" } },
    select: { result: true },
  });
  const recorded = Recorded.safeParse(step?.result);
  const where = { environmentId, ...(row.releaseId === null ? {} : { releaseId: row.releaseId }) };
  if (!recorded.success) return db.manifest.findFirst({ where, orderBy: { createdAt: "desc" } });
  return db.manifest.findUnique({ where: { id: recorded.data.manifestId, environmentId } });
}

async function saveManifest(
  { db }: TellingDependencies,
  manifest: { environmentId: string; releaseId: string; objects: readonly ManifestObject[] },
) {
  const hash = contentHash(manifest.objects);
  const key = { environmentId: manifest.environmentId, contentHash: hash };
  // Manifests are never rewritten, so a second save finds the first: no upsert, which would be an update.
  await db.prisma.manifest.createMany({
    data: [
      {
        ...key,
        releaseId: manifest.releaseId,
        objects: manifest.objects as unknown as Prisma.InputJsonValue,
      },
    ],
    skipDuplicates: true,
  });
  const row = await db.prisma.manifest.findUniqueOrThrow({
    where: { environmentId_contentHash: key },
    select: { id: true },
  });
  return { id: row.id, contentHash: hash, objects: manifest.objects };
}

type SmokeRunFacts = {
  operationId: string;
  step: string;
  environmentId: string;
  passed: boolean;
  checks: readonly SmokeCheck[];
};

async function saveSmoke(deps: TellingDependencies, run: SmokeRunFacts): Promise<void> {
  const { step, checks, ...facts } = run;
  const id = stepRowId(run.operationId, step);
  const data = { ...facts, checks: checks.map((check) => plainJson({ ...check })), at: new Date() };
  await tellingTransaction(deps, async ({ tx, announce }) => {
    await tx.smokeRun.upsert({ where: { id }, create: { id, ...data }, update: data });
    const { tenantId } = await tx.environment.findUniqueOrThrow({
      where: { id: run.environmentId },
      select: { tenantId: true },
    });
    await announce({
      type: "environment.checked",
      tenantId,
      environmentId: run.environmentId,
      subject: { kind: "environment", id: run.environmentId },
    });
  });
}

/** The records of lib/operations/deploy on PostgreSQL. */
export function createDeployRecords(deps: TellingDependencies) {
  const { manifest, smokeRun } = deps.db.prisma;
  return {
    load: (operationId: string) => asTransient(() => load(deps, operationId)),
    /** What kind of operation it is; null when there is none. */
    kindOf: (operationId: string) =>
      asTransient(async () => {
        // Past Prisma's translation: whoever takes an operation up asks first.
        const [row] = await deps.db.statement<{ kind: OperationKind }>(
          Prisma.sql`SELECT kind::text AS kind FROM operation WHERE id = ${operationId}::uuid`,
        );
        return row?.kind ?? null;
      }),
    hash: (objects: readonly ManifestObject[]) => contentHash(objects),
    findManifest: (environmentId: string, hash: string) =>
      asTransient(async () => {
        const where = { environmentId_contentHash: { environmentId, contentHash: hash } };
        const row = await manifest.findUnique({ where });
        return row === null ? null : { ...row, objects: objectsOf(row.objects) };
      }),
    readManifest: (id: string) =>
      asTransient(async () => {
        const row = await manifest.findUnique({ where: { id } });
        return row === null ? null : { ...row, objects: objectsOf(row.objects) };
      }),
    saveManifest: (wanted: Parameters<typeof saveManifest>[1]) =>
      asTransient(() => saveManifest(deps, wanted)),
    passedSmoke: (operationId: string, step: string) =>
      asTransient(async () => {
        const row = await smokeRun.findUnique({ where: { id: stepRowId(operationId, step) } });
        return row?.passed === true ? listOf<SmokeCheck>(row.checks) : null;
      }),
    saveSmoke: (run: SmokeRunFacts) => asTransient(() => saveSmoke(deps, run)),
    notify: (operationId: string) =>
      asTransient(() =>
        tellingTransaction(deps, async ({ tx, tell }) => {
          const { people, events } = await tellPlanned(tx, operationId, new Date());
          tell(events);
          return people;
        }),
      ),
  };
}
