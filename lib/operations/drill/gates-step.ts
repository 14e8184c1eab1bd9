import "server-only";
import { NAMES } from "@/lib/domain/manifest/spec";
import { done } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { checkRoom } from "../room/room";
import { openDrill } from "./effects";

/** Looks at everything a drill needs before its clock starts: what is missing is no recovery time. */
export const drillGates: DeployStep = {
  name: "drill_gates",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    // Elsewhere it has a database server of its own.
    await checkRoom(place, place.elsewhere ? [NAMES.apiSecret] : [NAMES.databaseSecret, NAMES.apiSecret]);
    return done("Cluster, image, keys and the place of the backup are ready; the drill's namespace is free.");
  },
};
