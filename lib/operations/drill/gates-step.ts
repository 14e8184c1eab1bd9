import "server-only";
import { drillRoom } from "@/lib/domain/manifest/drill-room";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { done } from "@/lib/engine/step";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";
import { checkCluster } from "../deploy/preflight";
import { referenceOf } from "../deploy/world";
import { type DrillPlace, openDrill } from "./effects";

const KEYS = {
  [NAMES.databaseSecret]: ["host", "port", "user", "password", "dbname"],
  [NAMES.apiSecret]: ["login", "key"],
} as const;

/** Looks at everything a drill needs before its clock starts: what is missing is no recovery time. */
export const drillGates: DeployStep = {
  name: "drill_gates",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const { subject, cluster, elsewhere } = place;
    await checkCluster(cluster, ctx);
    if (effects.recovery.toolboxImage === "")
      throw new RefusedFailure("This installation names no toolbox image (HOLDFAST_TOOLBOX_IMAGE).");
    const { tenantId, namespace } = subject.environment;
    if ((await effects.recovery.records.openStore(tenantId, namespace)) === null)
      throw new RefusedFailure("The tenant has no place for backups. A platform engineer sets one up.");
    // Elsewhere it has a database server of its own.
    if (!elsewhere) await livingSecret(place, NAMES.databaseSecret);
    await livingSecret(place, NAMES.apiSecret);
    const { repository, digest, name } = subject.release;
    if (!(await effects.registry.exists(repository, digest, ctx.signal)))
      throw new RefusedFailure(
        `The registry has no image ${repository}@${digest}, which is release ${name}.`,
      );
    await readRoom(place);
    const room = drillRoom(place.spec, place.placement).filter(({ kind }) => kind === "Namespace");
    await cluster.objects.apply(room, {
      ...{ fieldManager: FIELD_MANAGER, force: true, dryRun: true },
      signal: ctx.signal,
    });
    return done("Cluster, image, keys and the place of the backup are ready; the drill's namespace is free.");
  },
};

/** Values of one of the living environment's secrets. @throws RefusedFailure naming what is missing */
export async function livingSecret(
  { home, subject, ctx }: DrillPlace,
  name: keyof typeof KEYS,
): Promise<Readonly<Record<string, string>>> {
  const { namespace } = subject.environment;
  const values = await home.objects.readSecret(namespace, name, ctx.signal);
  if (values === null) throw new RefusedFailure(`Secret ${name} does not exist in namespace ${namespace}.`);
  const empty = KEYS[name].filter((key) => !values[key]);
  if (empty.length > 0)
    throw new RefusedFailure(`Secret ${name} in namespace ${namespace} lacks ${empty.join(", ")}.`);
  return values;
}

/**
 * The drill's namespace as it stands; null when there is none.
 * @throws RefusedFailure when it is somebody else's: nothing of it is ever changed or removed
 */
export async function readRoom({
  cluster,
  spec,
  subject,
  ctx,
  placement,
}: DrillPlace): Promise<ManifestObject | null> {
  const [wanted] = drillRoom(spec, placement).filter(({ kind }) => kind === "Namespace");
  if (wanted === undefined) throw new Error("a drill's room has no namespace");
  const live = await cluster.objects.read(referenceOf(wanted), ctx.signal);
  if (live === null) return null;
  if (live.metadata.labels?.["holdfast.dev/environment"] !== subject.drillId)
    throw new RefusedFailure(`Namespace ${spec.namespace} exists already and is not this drill's.`);
  return live;
}
