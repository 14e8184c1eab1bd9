import "server-only";
import { TEAR_DOWN_JOB_SECONDS } from "@/lib/domain/drill/plan";
import { counted } from "@/lib/domain/shared/words";
import { done, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { clearRoom } from "../room/clear";
import { type DrillPlace, openDrill } from "./effects";

/** Nothing of a drill stays: a failed tear-down fails it, and the step that follows a failure tries once more. */
export const tearDown: DeployStep = {
  name: "tear_down",
  touches: true,
  gated: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openDrill(effects, ctx), "drop"),
};

export const clearAway: DeployStep = {
  name: "clear_away",
  touches: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openDrill(effects, ctx), "drop-again"),
};

/** The same once more, as an operation of its own: whoever has mended what was in the way starts it. */
export const clearLeft: DeployStep = {
  name: "clear_left",
  touches: false,
  gated: false,
  isDone: async () => null,
  perform: async (effects, ctx) => clear(await openDrill(effects, ctx), "drop"),
};

async function clear(place: DrillPlace, job: string): Promise<StepDone> {
  const { spec, effects, subject, elsewhere } = place;
  const cleared = await clearRoom(place, { job, limitSeconds: TEAR_DOWN_JOB_SECONDS, ownServer: elsewhere });
  await effects.recovery.drills.tornDown(subject.operationId);
  if (!cleared.there) return done("Nothing of the drill is there.");
  const { databases } = cleared;
  const dropped = databases.length === 0 ? "" : ` The database ${databases.join(", ")} was dropped.`;
  const what = elsewhere ? "database server, pods, files and keys" : "pods, files and keys";
  return done(`Namespace ${spec.namespace} is gone, with ${what}.${dropped}`);
}

/** The verdict itself is recorded with the operation's end, in one transaction. */
export const drillRecord: DeployStep = {
  name: "drill_record",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject } = await openDrill(effects, ctx);
    return done(
      `${subject.number}: ${counted(subject.checks.length, "check")} answered, everything removed.`,
    );
  },
};
