import "server-only";
import type { StepContext } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { recoveryOf } from "../restore/parameters";
import { type Aside, bringUpAside, removeAside } from "../restore/server-aside";
import { type DrillPlace, openDrill } from "./effects";

/** The server of the second, as this drill brings it up. */
export const asideOf = ({ cluster, subject }: DrillPlace, recovery: Aside["recovery"]): Aside => ({
  ...{ cluster, recovery },
  operationId: subject.operationId,
});

/** Brings the second before the disaster up on a server of its own; the living one is only read from its archive. */
export const recover: DeployStep = {
  name: "recover",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const { environment, release } = place.subject;
    const origin = { environment, release: release.name };
    return bringUpAside(asideOf(place, recoveryOf(ctx)), origin, ctx);
  },
};

const removing = (name: "release_recovery" | "remove_recovery", touches: boolean): DeployStep => ({
  ...{ name, touches, gated: false },
  isDone: async () => null,
  perform: async (effects, ctx: StepContext) =>
    removeAside(asideOf(await openDrill(effects, ctx), recoveryOf(ctx)), ctx),
});

export const releaseRecovery = removing("release_recovery", true);
export const removeRecovery = removing("remove_recovery", false);
