import "server-only";
import { z } from "zod";
import type { ModuleSummary, Release, ReleaseDetail } from "@/lib/contracts/api/resources/release";
import { ModuleMetadata, ReleaseExtras } from "@/lib/contracts/api/resources/release-manifest";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn, ownedIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import type { SettingDifferences } from "@/lib/domain/release/setting-diff";

/** A release with where it runs and what it passed, as far as the scope covers. */
export const releaseInclude = (scope: ReadScope) =>
  ({
    _count: { select: { modules: true } },
    environments: {
      where: environmentsIn(scope),
      select: { id: true, name: true, stage: true, tenant: { select: { id: true, name: true } } },
      orderBy: { name: "asc" },
      take: 100,
    },
    stagePasses: {
      where: ownedIn(scope),
      select: {
        stage: true,
        at: true,
        environment: { select: { tenant: { select: { id: true, name: true } } } },
      },
      orderBy: { at: "desc" },
      take: 100,
    },
    quarantines: { where: { liftedAt: null }, take: 1 },
    evidence: { distinct: ["kind"], select: { kind: true }, orderBy: { kind: "asc" } },
  }) satisfies Prisma.ReleaseInclude;

export type ReleaseRow = Prisma.ReleaseGetPayload<{ include: ReturnType<typeof releaseInclude> }>;

export const presentRelease = (row: ReleaseRow): Release => ({
  id: row.id,
  name: row.name,
  line: row.line,
  repository: row.repository,
  digest: row.digest,
  sourceRevision: row.sourceRevision,
  notes: row.notes,
  createdAt: row.createdAt.toISOString(),
  moduleCount: row._count.modules,
  runsOn: row.environments,
  passed: row.stagePasses.map(({ stage, at, environment }) => ({
    stage,
    at: at.toISOString(),
    tenant: environment.tenant,
  })),
  quarantine: quarantineOf(row),
  evidence: row.evidence.map(({ kind }) => kind),
});

function quarantineOf({ quarantines: [standing] }: Pick<ReleaseRow, "quarantines">): Release["quarantine"] {
  if (standing === undefined) return null;
  const { reason, placedByName, placedAt } = standing;
  return { reason, by: placedByName, since: placedAt.toISOString() };
}

export const configurationOf = (row: { configuration: unknown }): Record<string, string> =>
  z.record(z.string(), z.string()).parse(row.configuration);

export const presentReleaseDetail = (
  row: ReleaseRow & {
    modules: { name: string; version: string; schemaChange: boolean; metadata: unknown }[];
  },
  warnings: string[],
): ReleaseDetail => ({
  ...presentRelease(row),
  modules: row.modules.map(({ name, version, schemaChange, metadata }) => ({
    ...{ name, version, schemaChange },
    told: summaryOf(metadata),
  })),
  configuration: configurationOf(row),
  extras: ReleaseExtras.safeParse(row.extras).data ?? null,
  warnings,
});

export const presentSettings = ({ configuration, place }: SettingDifferences) => ({
  configuration: [...configuration],
  place: [...place],
});

function summaryOf(metadata: unknown): ModuleSummary | null {
  const told = ModuleMetadata.safeParse(metadata).data;
  if (told === undefined) return null;
  const many = (record: Readonly<Record<string, unknown>>) => Object.keys(record).length;
  return {
    models: many(told.models),
    fields: Object.values(told.models).reduce((sum, fields) => sum + fields.length, 0),
    dataFiles: many(told.dataFiles),
    securityFiles: many(told.securityFiles),
    scheduledJobs: many(told.scheduledJobs),
    endpoints: told.endpoints,
    python: told.python,
    authentication: told.authentication,
  };
}
