import "server-only";
import { NAMES } from "@/lib/domain/manifest/spec";
import { livingSecret, makeRoom } from "../room/room";
import { type DrillPlace, ownDatabase } from "./effects";

/** The room beside the environment with its keys, for a database that is not there yet. Answers that one's name. */
export async function makeRoomAtHome(place: DrillPlace): Promise<string> {
  const api = await livingSecret(place, NAMES.apiSecret);
  return makeRoom(place, { dbname: (living) => ownDatabase(living, place.subject), api });
}
