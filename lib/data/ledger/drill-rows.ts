import "server-only";
import { z } from "zod";
import { secondsBetween } from "@/lib/domain/drill/measure";
import type { DrillCheck } from "@/lib/domain/drill/report";
import { drillNumber } from "@/lib/domain/drill/state";
import type { DrillSubject } from "@/lib/domain/drill/subject";
import { postgresMajor } from "@/lib/domain/manifest/drill-server";
import { recoverableOf } from "@/lib/domain/recovery/point-in-time";
import { plainJson } from "@/lib/domain/shared/plain-text";
import type { Tx } from "../client";
import type { Prisma } from "../generated/client";
import { livingOf, storedRelease } from "./copied-rows";
import { asTransient } from "./outage";
import { type TellingDependencies, tellingTransaction } from "./telling";

const include = {
  environment: { include: { tenant: true } },
  release: { include: { modules: { take: 1_000 } } },
  backup: true,
} satisfies Prisma.DrillInclude;
type Row = Prisma.DrillGetPayload<{ include: typeof include }>;

const Checks = z
  .array(z.object({ name: z.string(), title: z.string(), ok: z.boolean(), detail: z.string() }))
  .max(50);
const Modules = z.array(z.object({ name: z.string(), version: z.string() })).max(1_000);

/** The checks as they are stored with a drill; none where the column says something else. */
export const storedChecks = (json: unknown): DrillCheck[] => Checks.catch([]).parse(json);
/** The modules a drill's database was made for. */
export const storedModules = (json: unknown) => Modules.catch([]).parse(json);

async function subjectOf(db: Tx, operationId: string): Promise<DrillSubject | null> {
  const where = { OR: [{ operationId }, { clearOperationId: operationId }] };
  const row = await db.drill.findFirst({ where, include });
  if (row === null) return null;
  const { environment, release, backup } = row;
  if (release === null || backup === null) return null;
  const { databaseSnapshotId, filestoreSnapshotId, takenAt } = backup;
  if (databaseSnapshotId === null || filestoreSnapshotId === null || takenAt === null) return null;
  return {
    operationId: row.operationId,
    drillId: row.id,
    number: drillNumber(row.number),
    scenario: row.scenario,
    clusterId: row.clusterId,
    homeClusterId: environment.clusterId,
    environment: livingOf(environment),
    namespace: row.namespace,
    release: storedRelease(release),
    backup: {
      ...{ databaseSnapshotId, filestoreSnapshotId, takenAt },
      rowCounts: backup.rowCounts as Record<string, number>,
      postgresMajor: postgresMajor(backup.postgresVersion),
    },
    modules: storedModules(row.modules),
    recoverableUntil: recoverableOf(environment)?.until ?? null,
    ...valuesOf(row),
  };
}

const valuesOf = (row: Row) => ({
  declaredAt: row.declaredAt,
  rtoSeconds: row.rtoSeconds,
  rpoSeconds: row.rpoSeconds,
  rtoObjectiveSeconds: row.rtoObjectiveSeconds,
  rpoObjectiveSeconds: row.rpoObjectiveSeconds,
  checks: storedChecks(row.checks),
  tornDown: row.tornDown,
});

type Written = Pick<Row, "id" | "tenantId" | "environmentId" | "declaredAt" | "rtoSeconds" | "checks">;

/** Live readers of the environment, and so of its drills, look again. */
export const drillEvent = ({ tenantId, environmentId }: Pick<Row, "tenantId" | "environmentId">) => ({
  type: "environment.changed" as const,
  ...{ tenantId, environmentId },
  subject: { kind: "environment" as const, id: environmentId },
});

/** Changes the drill of this operation by what is known of it; one that has ended stays as it is, unless `ended` says. */
async function write<T>(
  deps: TellingDependencies,
  operationId: string,
  change: (row: Written) => { data: Prisma.DrillUpdateInput | null; answer: T; ended?: true },
): Promise<T> {
  return tellingTransaction(deps, async ({ tx, announce }) => {
    await tx.$queryRaw`SELECT id FROM drill WHERE operation_id = ${operationId}::uuid FOR UPDATE`;
    const row = await tx.drill.findUniqueOrThrow({ where: { operationId } });
    const { data, answer, ended } = change(row);
    if (data !== null && (row.state === "running" || ended)) {
      await tx.drill.update({ where: { id: row.id }, data: { ...data, version: { increment: 1 } } });
      await announce(drillEvent(row));
    }
    return answer;
  });
}

const jsonOf = (checks: readonly DrillCheck[]) =>
  checks.slice(0, 50).map((check) => plainJson({ ...check })) as unknown as Prisma.InputJsonValue;

/** The records of lib/operations/drill on PostgreSQL. */
export function createDrillRecords(deps: TellingDependencies) {
  const { prisma } = deps.db;
  return {
    subjectOf: (operationId: string) => asTransient(() => subjectOf(prisma, operationId)),
    declare: (operationId: string, at: Date) =>
      asTransient(() =>
        write(deps, operationId, ({ declaredAt }) => ({
          data: declaredAt === null ? { declaredAt: at } : null,
          answer: declaredAt ?? at,
        })),
      ),
    recovered: (operationId: string, at: Date, checks: readonly DrillCheck[]) =>
      asTransient(() =>
        write(deps, operationId, ({ declaredAt, rtoSeconds }) => {
          const seconds = rtoSeconds ?? secondsBetween(declaredAt ?? at, at);
          const data = { rtoSeconds: seconds, checks: jsonOf(checks) };
          return { data: rtoSeconds === null ? data : null, answer: seconds };
        }),
      ),
    failed: (operationId: string, checks: readonly DrillCheck[]) =>
      asTransient(() =>
        write(deps, operationId, () => ({ data: { checks: jsonOf(checks) }, answer: undefined })),
      ),
    measured: (
      operationId: string,
      found: { recoveredUntil: Date | null; rpoSeconds: number | null; checks: readonly DrillCheck[] },
    ) =>
      asTransient(() =>
        write(deps, operationId, (row) => {
          const { recoveredUntil, rpoSeconds, checks } = found;
          const asked = new Set(checks.map(({ name }) => name));
          const others = storedChecks(row.checks).filter(({ name }) => !asked.has(name));
          const data = { recoveredUntil, rpoSeconds, checks: jsonOf([...others, ...checks]) };
          return { data, answer: undefined };
        }),
      ),
    tornDown: (operationId: string) =>
      asTransient(() =>
        write(deps, operationId, () => ({ data: { tornDown: true }, answer: undefined, ended: true })),
      ),
  };
}
