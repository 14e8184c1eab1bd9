import "server-only";
import { drillRoom, drillSecrets } from "@/lib/domain/manifest/drill-room";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { type DrillPlace, ownDatabase } from "./effects";
import { livingSecret } from "./gates-step";

/** The room beside the environment with its keys, for a database that is not there yet. Answers that one's name. */
export async function makeRoomAtHome(place: DrillPlace): Promise<string> {
  const { cluster, spec, placement, subject, ctx } = place;
  const living = await livingSecret(place, NAMES.databaseSecret);
  const api = await livingSecret(place, NAMES.apiSecret);
  const dbname = ownDatabase(living["dbname"] ?? "", subject);
  const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
  const room = [
    ...drillRoom(spec, placement),
    ...drillSecrets(spec, { database: { ...living, dbname }, api }),
  ];
  await cluster.objects.apply(room, options);
  return dbname;
}
