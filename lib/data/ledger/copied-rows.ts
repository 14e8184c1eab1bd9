import "server-only";
import type { DeployRelease } from "@/lib/domain/operation/deploy-subject";
import type { CopiedEnvironment } from "@/lib/domain/recovery/backup-record";
import type { Prisma } from "../generated/client";

/** What `copiedOf` reads of an operation. */
export const place = {
  environment: { include: { tenant: true, release: { select: { name: true } } } },
} satisfies Prisma.OperationInclude;
type PlacedRow = Pick<Prisma.OperationGetPayload<{ include: typeof place }>, "clusterId" | "environment">;

/** An environment as an operation's steps know it. */
export const livingOf = (
  environment: Prisma.EnvironmentGetPayload<{ include: { tenant: { select: { slug: true } } } }>,
): CopiedEnvironment["environment"] => ({
  environmentId: environment.id,
  environmentName: environment.name,
  tenantId: environment.tenantId,
  tenantSlug: environment.tenant.slug,
  namespace: environment.namespace,
  hostname: environment.hostname,
  stage: environment.stage,
  webReplicas: environment.webReplicas,
  webWorkers: environment.webWorkers,
  cronReplicas: environment.cronReplicas,
});

/** The environment of an operation as copying it needs it. */
export function copiedOf({ clusterId, environment }: PlacedRow): CopiedEnvironment {
  return {
    clusterId,
    release: environment.release?.name ?? "none",
    environment: livingOf(environment),
  };
}

/** A release as operations that start it beside an environment know it. */
export const storedRelease = (
  release: Prisma.ReleaseGetPayload<{ include: { modules: true } }>,
): DeployRelease => ({
  id: release.id,
  name: release.name,
  repository: release.repository,
  digest: release.digest,
  configuration: release.configuration as Record<string, string>,
  modules: release.modules.map(({ name, version, schemaChange }) => ({ name, version, schemaChange })),
});
