import "server-only";
import { z } from "zod";
import { SCENARIOS } from "@/lib/domain/drill/scenario";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { runToolbox, type ToolboxRun, toolboxEnded } from "../recovery/toolbox-job";
import { broughtWords } from "../restore/brought";
import { RestoreToolboxReport } from "../restore/jobs";
import { bringRun } from "../room/bring";
import { closedWords, startErp } from "../room/room";
import { openDrill } from "./effects";
import { makeRoomElsewhere } from "./room-elsewhere";
import { makeRoomAtHome } from "./room-home";
import { drillSecond } from "./second-steps";

const Declared = z.object({ said: z.string().max(500).default("") });

/** The moment of the disaster: from here on recovery is timed, and what was written before counts as saved or lost. */
export const declare: DeployStep = {
  name: "declare",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { subject } = await openDrill(effects, ctx);
    const at = await effects.recovery.drills.declare(ctx.operationId, ctx.now());
    const { said } = Declared.parse(ctx.parameters);
    const assumed = said === "" ? "" : ` ${said}`;
    const taken = subject.backup.takenAt.toISOString().slice(0, 19).replace("T", " ");
    const second = drillSecond(ctx)?.at.slice(0, 19).replace("T", " ");
    const back =
      second === undefined
        ? `${subject.number} brings back the backup of ${taken} UTC.`
        : `${subject.number} brings back ${second} UTC, with the files of the backup of ${taken} UTC.`;
    return done(`${SCENARIOS[subject.scenario].disaster}${assumed} ${back}`, {
      declaredAt: at.toISOString(),
    });
  },
};

/** A namespace of its own that nothing leaves but to the database, with keys for a database that is not there yet. */
export const isolate: DeployStep = {
  name: "isolate",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    const { spec, elsewhere } = place;
    const closed = closedWords(place);
    if (elsewhere) {
      await makeRoomElsewhere(place);
      return done(`Namespace ${spec.namespace} stands on the other cluster; ${closed}`, {
        namespace: spec.namespace,
      });
    }
    const database = await makeRoomAtHome(place);
    return done(`Namespace ${spec.namespace} stands; ${closed}`, {
      ...{ namespace: spec.namespace, database },
    });
  },
};

/** Loads the backup as it is: what a drill proves are the real data, so they are not made harmless. */
export const bring: DeployStep = {
  name: "bring",
  touches: true,
  gated: false,
  async isDone(effects, ctx) {
    const run = await bringRun(await openDrill(effects, ctx), drillSecond(ctx));
    return (await toolboxEnded(run, ctx.signal)) ? bringBack(run, ctx) : null;
  },
  async perform(effects, ctx) {
    return bringBack(await bringRun(await openDrill(effects, ctx), drillSecond(ctx)), ctx);
  },
};

async function bringBack(run: ToolboxRun, ctx: StepContext): Promise<StepDone> {
  const report = await runToolbox(run, ctx, RestoreToolboxReport);
  const { rowCounts, attachments, database } = report;
  return done(`${broughtWords(report, ctx)} stand in ${database}.`, { rowCounts, attachments });
}

/** The release of the backup on the recovered data, scheduled actions off, with no way in from outside. */
export const start: DeployStep = {
  name: "start",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openDrill(effects, ctx);
    await startErp(place);
    return done(`${place.subject.release.name} runs on the recovered data; no scheduled action runs.`);
  },
};
