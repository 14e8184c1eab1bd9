import "server-only";
import { renderRoom, renderRoomSecrets } from "@/lib/domain/manifest/room";
import { FIELD_MANAGER, NAMES } from "@/lib/domain/manifest/spec";
import { livingSecret } from "../room/room";
import { type DrillPlace, ownDatabase } from "./effects";

/** What the Jobs are told before there is a server. They do not ask it. */
const NO_SERVER = { host: "nowhere.invalid", port: "5432", user: "nobody", password: "none" };

/** The room on the other cluster with its keys; the way to a database server comes later. */
export async function makeRoomElsewhere(place: DrillPlace): Promise<void> {
  const { cluster, spec, placement, ctx } = place;
  const api = await livingSecret(place, NAMES.apiSecret);
  const database = { ...NO_SERVER, dbname: ownDatabase("erp", place.subject) };
  const options = { fieldManager: FIELD_MANAGER, force: true, signal: ctx.signal };
  const secrets = renderRoomSecrets(spec, "drill", { database, api });
  const room = [...renderRoom(spec, "drill", placement), ...secrets];
  await cluster.objects.apply(room, options);
}
