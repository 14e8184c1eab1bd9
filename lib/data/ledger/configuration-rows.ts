import "server-only";
import type { Json } from "@/lib/domain/operation/run";
import type { Tx } from "../client";

const MOST_MODULES = 2_000;

/**
 * What the data of an operation's environment need to be brought to life by somebody who has nothing but the store: whose
 * they are, the release with its modules, and the objects it runs as. It holds names of secrets, never their values.
 */
export async function configurationOf(db: Tx, operationId: string): Promise<Json> {
  const { environment } = await db.operation.findUniqueOrThrow({
    where: { id: operationId },
    select: {
      environment: {
        include: {
          tenant: { select: { id: true, slug: true, name: true } },
          cluster: { select: { name: true } },
          release: { include: { modules: { orderBy: { name: "asc" }, take: MOST_MODULES } } },
        },
      },
    },
  });
  const { id, name, namespace, stage, hostname, timeZone, tenant, release, manifestId } = environment;
  const manifest = manifestId === null ? null : await db.manifest.findUnique({ where: { id: manifestId } });
  return {
    format: 1,
    tenant,
    environment: { id, name, namespace, stage, hostname, timeZone, cluster: environment.cluster.name },
    release:
      release === null
        ? null
        : {
            ...{ id: release.id, name: release.name, sourceRevision: release.sourceRevision },
            image: `${release.repository}@${release.digest}`,
            configuration: release.configuration as Json,
          },
    modules: (release?.modules ?? []).map((module) => ({ name: module.name, version: module.version })),
    manifests:
      manifest === null
        ? null
        : { id: manifest.id, contentHash: manifest.contentHash, objects: manifest.objects as Json },
  };
}
