import "server-only";
import { counted, sentenceCase } from "@/lib/domain/shared/words";
import { done } from "@/lib/engine/step";
import type { DeployStep } from "./effects";

/** Tells the people concerned before anything is touched: in Holdfast's own inbox, each of them once. */
export const notify: DeployStep = {
  name: "notify",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const people = await effects.records.notify(ctx.operationId);
    if (people > 0)
      return done(`${sentenceCase(counted(people, "person is", "people are"))} told.`, { people });
    return done("Nobody is left to tell: who works with this environment has been told, or asked for it.", {
      people,
    });
  },
};
