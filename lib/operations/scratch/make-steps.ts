import "server-only";
import { randomBytes } from "node:crypto";
import type { CopySpec } from "@/lib/domain/manifest/copy-erp";
import { NAMES } from "@/lib/domain/manifest/spec";
import { operationDigits } from "@/lib/domain/operation/name";
import { scratchAddress, scratchDatabase } from "@/lib/domain/scratch/subject";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";
import { runToolbox, type ToolboxRun, toolboxEnded } from "../recovery/toolbox-job";
import { broughtWords } from "../restore/brought";
import { RestoreToolboxReport } from "../restore/jobs";
import { harmlessAlready, makeHarmless } from "../restore/neutralize-step";
import { recoveryIfAny } from "../restore/parameters";
import { bringRun } from "../room/bring";
import { checkRoom, closedWords, databaseOf, livingSecret, makeRoom, startErp } from "../room/room";
import { openScratch, type ScratchPlace } from "./place";

/** 160 bits in hexadecimal: as long as the ERP's own keys. */
const KEY_BYTES = 20;

/** Everything the copy needs, looked at before anything is made. */
export const scratchGates: DeployStep = {
  name: "scratch_gates",
  touches: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    await checkRoom(await openScratch(effects, ctx), [NAMES.databaseSecret, NAMES.apiSecret]);
    return done("Cluster, image, keys and the place of the backup are ready; the copy's namespace is free.");
  },
};

/** A namespace of its own that nothing leaves but to the database, with keys for a database that is not there yet. */
export const makeScratchRoom: DeployStep = {
  name: "make_room",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openScratch(effects, ctx);
    const { spec, subject } = place;
    const api = await ownKey(place);
    const database = await makeRoom(place, {
      dbname: (living) => scratchDatabase(living, subject.operationId),
      api,
    });
    return done(`Namespace ${spec.namespace} stands; ${closedWords(place)}`, {
      ...{ namespace: spec.namespace, database },
    });
  },
};

/** A key that opens this copy and nothing else, for the same user; the one an earlier worker has made stays. */
async function ownKey(place: ScratchPlace): Promise<Readonly<Record<string, string>>> {
  const { cluster, spec, ctx } = place;
  const made = await cluster.objects.readSecret(spec.namespace, NAMES.apiSecret, ctx.signal);
  if (made?.["login"] && made["key"]) return made;
  const { login = "" } = await livingSecret(place, NAMES.apiSecret);
  return { login, key: randomBytes(KEY_BYTES).toString("hex") };
}

const bringingOf = (place: ScratchPlace): Promise<ToolboxRun> =>
  bringRun(place, recoveryIfAny(place.ctx), ["--neutralize", "--base-url", scratchAddress(place.subject)]);

/** Loads the data into a database of the copy's own; nothing of them is seen before the toolbox has made them harmless. */
export const bringCopy: DeployStep = {
  name: "bring_copy",
  touches: true,
  gated: false,
  async isDone(effects, ctx) {
    const run = await bringingOf(await openScratch(effects, ctx));
    return (await toolboxEnded(run, ctx.signal)) ? brought(run, ctx) : null;
  },
  perform: async (effects, ctx) => brought(await bringingOf(await openScratch(effects, ctx)), ctx),
};

async function brought(run: ToolboxRun, ctx: StepContext): Promise<StepDone> {
  const report = await runToolbox(run, ctx, RestoreToolboxReport);
  const { rowCounts, attachments, neutralized, figures, database } = report;
  return done(`${broughtWords(report, ctx)} stand in ${database}; their ways to the outside are cut.`, {
    ...{ rowCounts, attachments, neutralized, figures },
  });
}

/** The copy as its release's own command line sees it. */
async function copyOf(place: ScratchPlace): Promise<CopySpec> {
  const { release, ...environment } = place.spec;
  return {
    ...{ environment, release, operationDigits: operationDigits(place.subject.operationId) },
    database: await databaseOf(place),
  };
}

/** What only the installed modules know of themselves, before web sees the copy. It cannot be left out. */
export const neutralizeCopy: DeployStep = {
  name: "neutralize",
  touches: true,
  gated: false,
  async isDone(effects, ctx) {
    const place = await openScratch(effects, ctx);
    return harmlessAlready({ cluster: place.cluster, copy: await copyOf(place), ctx });
  },
  async perform(effects, ctx) {
    const place = await openScratch(effects, ctx);
    return makeHarmless({ cluster: place.cluster, copy: await copyOf(place), ctx });
  },
};

/** The release the data were written by, scheduled actions off, with no way in from outside yet. */
export const startCopy: DeployStep = {
  name: "start_copy",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const place = await openScratch(effects, ctx);
    await startErp(place);
    return done(`${place.subject.release.name} runs on the copy; no scheduled action runs.`);
  },
};
