import "server-only";
import { z } from "zod";
import { NAMES } from "@/lib/domain/manifest/spec";
import { reconcile as compare } from "@/lib/domain/recovery/reconcile";
import { NOTHING_KEPT } from "@/lib/domain/recovery/unsaved";
import { FailedCheck } from "@/lib/engine/failure";
import { done, type StepContext, type StepDone } from "@/lib/engine/step";
import { closedDoor } from "../deploy/door";
import { type DeployStep, openSubject } from "../deploy/effects";
import { applyMarked, waitUntilGone } from "../deploy/standing";
import { type DataPlace, dataRun, filestoreOf, openPlace, runData } from "../recovery/data-jobs";
import { toolboxEnded } from "../recovery/toolbox-job";
import { namesOf, RestoreToolboxReport, SwapToolboxReport } from "./jobs";
import { sourceOf, undoneBy } from "./parameters";

const ERP = new Set<string>([NAMES.web, NAMES.cron]);

/** The exchange a restore makes with its copy, or an undo with what the restore has kept. */
export function swapRun(place: DataPlace, undoes: string | null) {
  const { operationId } = place.subject;
  const coming = undoes === null ? namesOf(place).copy : namesOf(place, undoes).kept;
  const args = [
    ...["swap", "--with", coming, "--filestore-with", filestoreOf(coming)],
    ...["--keep-as", namesOf(place).kept, "--made-by", undoes ?? operationId],
  ];
  return { ...dataRun(place, { name: "swap", args }), secrets: operatorOf(place) };
}

/** How Holdfast signs in, for a copy to know it where what lived can no longer say so. For the Job's own Secret only. */
const operatorOf =
  ({ cluster, subject }: DataPlace) =>
  async (signal: AbortSignal): Promise<Record<string, string>> => {
    const { namespace } = subject.environment;
    const { login, key } = (await cluster.objects.readSecret(namespace, NAMES.apiSecret, signal)) ?? {};
    return login && key ? { OPERATOR_LOGIN: login, OPERATOR_KEY: key } : {};
  };

/** Exchanges the data behind the closed door. What lived is kept beside, under the operation's name. */
export const swap: DeployStep = {
  name: "swap",
  touches: true,
  async isDone(effects, ctx) {
    const place = await openPlace(effects, ctx);
    const run = swapRun(place, undoneBy(ctx));
    return (await toolboxEnded(run, ctx.signal)) ? exchange(place, ctx) : null;
  },
  async perform(effects, ctx) {
    const place = await openPlace(effects, ctx);
    await waitUntilGone(place.cluster, place.subject.environment.namespace, ERP, ctx);
    return exchange(place, ctx);
  },
};

async function exchange(place: DataPlace, ctx: StepContext): Promise<StepDone> {
  const report = await runData(swapRun(place, undoneBy(ctx)), ctx, SwapToolboxReport);
  if (!report.swapped) throw new FailedCheck("the data were not exchanged");
  const { ok: _ok, swapped: _swapped, repeated: _repeated, ...found } = report;
  if (found.keptDatabase === null) {
    ctx.tell(NOTHING_KEPT, { level: "warn" });
    return done("The copy took the place of a database that did not exist any more; none is kept.", found);
  }
  return done(`The data are exchanged; what lived before is kept as ${found.keptDatabase}.`, found);
}

const CameBack = RestoreToolboxReport.pick({ rowCounts: true, figures: true });
const Exchanged = SwapToolboxReport.omit({ ok: true, swapped: true, repeated: true, keptDatabase: true });

/** Figures of what came back against the backup's record and against what lived before. Its differences are for people. */
export const reconcile: DeployStep = {
  name: "reconcile",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { takenAt, rowCounts, sameEnvironment, neutralizeAs, recovery } = sourceOf(ctx);
    const exchanged = Exchanged.parse(ctx.results.get("swap"));
    const cameBack = CameBack.parse(ctx.results.get("restore_beside"));
    const { subject } = await openSubject(effects, ctx);
    const sameRelease = subject.previousRelease?.id === subject.release.id;
    const recovered = recovery !== null;
    const found = compare({
      ...{ ...exchanged, sameEnvironment, sameRelease, recovered },
      // Of a second nobody took a record: what the recovered server itself held is all there is.
      rowCounts: recovered ? cameBack.rowCounts : rowCounts,
      figures: cameBack.figures,
      neutralised: neutralizeAs !== null,
      takenAt: new Date(takenAt),
    });
    if (found.flagged > 0) ctx.tell(found.sentence, { level: "warn" });
    // As it is stored: plain JSON, without the read-only lists of the domain.
    return done(found.sentence, z.json().parse(JSON.parse(JSON.stringify(found))));
  },
};

/** Pods of the ERP would hold the database, and write into what is about to be put aside. */
export async function takePodsAway({ effects, subject, cluster, ctx }: DataPlace): Promise<void> {
  const { web, cron } = await closedDoor(effects, subject, ctx);
  await applyMarked(cluster, [...cron, ...web], ctx.signal);
  await waitUntilGone(cluster, subject.environment.namespace, ERP, ctx);
}
