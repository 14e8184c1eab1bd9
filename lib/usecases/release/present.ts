import "server-only";
import { z } from "zod";
import type { Release, ReleaseDetail } from "@/lib/contracts/api/resources/release";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn, ownedIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";

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
});

export const configurationOf = (row: { configuration: unknown }): Record<string, string> =>
  z.record(z.string(), z.string()).parse(row.configuration);

export const presentReleaseDetail = (
  row: ReleaseRow & {
    modules: { name: string; version: string; schemaChange: boolean }[];
  },
): ReleaseDetail => ({
  ...presentRelease(row),
  modules: row.modules.map(({ name, version, schemaChange }) => ({ name, version, schemaChange })),
  configuration: configurationOf(row),
});
