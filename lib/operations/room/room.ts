import "server-only";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { renderRoom, renderRoomErp, renderRoomSecrets } from "@/lib/domain/manifest/room";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { counted } from "@/lib/domain/shared/words";
import { RefusedFailure } from "@/lib/ports/failure";
import { noted } from "../deploy/live-wait";
import { checkCluster } from "../deploy/preflight";
import { referenceOf, waitForRollout } from "../deploy/world";
import { ROOM_WORDS, type RoomPlace } from "./place";

const KEYS = {
  [NAMES.databaseSecret]: ["host", "port", "user", "password", "dbname"],
  [NAMES.apiSecret]: ["login", "key"],
} as const;

/** Values of one of the living environment's secrets. @throws RefusedFailure naming what is missing */
export async function livingSecret(
  { home, subject, ctx }: RoomPlace,
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

const roomOf = ({ spec, purpose, placement }: RoomPlace) => renderRoom(spec, purpose, placement);
const namespaceOf = (place: RoomPlace): ManifestObject => {
  const found = roomOf(place).find(({ kind }) => kind === "Namespace");
  if (found === undefined) throw new Error("a room has no namespace");
  return found;
};

/**
 * The room's namespace as it stands; null when there is none.
 * @throws RefusedFailure when it is somebody else's: nothing of it is ever changed or removed
 */
export async function readRoom(place: RoomPlace): Promise<ManifestObject | null> {
  const { cluster, spec, purpose, ctx } = place;
  const live = await cluster.objects.read(referenceOf(namespaceOf(place)), ctx.signal);
  if (live === null) return null;
  if (live.metadata.labels?.["holdfast.dev/environment"] !== spec.environmentId)
    throw new RefusedFailure(
      `Namespace ${spec.namespace} exists already and is not this ${ROOM_WORDS[purpose]}'s.`,
    );
  return live;
}

/**
 * Everything a room needs, looked at before it is made: cluster, toolbox, place of the backups, keys, image, and that
 * its name is free. @throws RefusedFailure naming the first that is missing
 */
export async function checkRoom(place: RoomPlace, secrets: readonly (keyof typeof KEYS)[]): Promise<void> {
  const { cluster, effects, subject, ctx } = place;
  await checkCluster(cluster, ctx);
  if (effects.recovery.toolboxImage === "")
    throw new RefusedFailure("This installation names no toolbox image (HOLDFAST_TOOLBOX_IMAGE).");
  const { tenantId, namespace } = subject.environment;
  if ((await effects.recovery.records.openStore(tenantId, namespace)) === null)
    throw new RefusedFailure("The tenant has no place for backups. A platform engineer sets one up.");
  for (const name of secrets) await livingSecret(place, name);
  const { repository, digest, name } = subject.release;
  if (!(await effects.registry.exists(repository, digest, ctx.signal)))
    throw new RefusedFailure(`The registry has no image ${repository}@${digest}, which is release ${name}.`);
  await readRoom(place);
  await cluster.objects.apply([namespaceOf(place)], {
    ...{ fieldManager: FIELD_MANAGER, force: true, dryRun: true },
    signal: ctx.signal,
  });
}

/** How tight the room is, for the story. */
export function closedWords(place: RoomPlace): string {
  const policies = roomOf(place).filter(({ kind }) => kind === "NetworkPolicy").length;
  return `${counted(policies, "policy", "policies")} let nothing out but to the database and name resolution.`;
}

/** The room beside the environment with its keys, for a database of this name that is not there yet. */
export async function makeRoom(
  place: RoomPlace,
  { dbname, api }: { dbname: (living: string) => string; api: Readonly<Record<string, string>> },
): Promise<string> {
  const { cluster, spec, purpose, ctx } = place;
  const living = await livingSecret(place, NAMES.databaseSecret);
  const own = dbname(living["dbname"] ?? "");
  const secrets = { database: { ...living, dbname: own }, api };
  const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
  await cluster.objects.apply([...roomOf(place), ...renderRoomSecrets(spec, purpose, secrets)], options);
  return own;
}

/** The room's database as its secret says, which only the making of the room writes. */
export async function databaseOf({ cluster, spec, purpose, ctx }: RoomPlace): Promise<string> {
  const secret = await cluster.objects.readSecret(spec.namespace, NAMES.databaseSecret, ctx.signal);
  const database = secret?.["dbname"];
  if (!database)
    throw new RefusedFailure(
      `Namespace ${spec.namespace} does not name the ${ROOM_WORDS[purpose]}'s database.`,
    );
  return database;
}

/** Starts the release on the room's data and waits until it serves: no scheduled action, no way in from outside. */
export async function startErp({ cluster, spec, purpose, placement, ctx }: RoomPlace): Promise<void> {
  const objects = renderRoomErp(spec, purpose, placement);
  // Woken from its wait for the pods it has applied them already.
  if (noted(ctx, "told") === undefined) {
    const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
    await cluster.objects.apply(objects, options);
  }
  await waitForRollout(cluster, spec.namespace, objects, ctx);
}
