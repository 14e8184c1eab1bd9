import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { drillEvent } from "@/lib/data/ledger/drill-rows";
import type { EventFact } from "@/lib/data/outbox";
import { isTaken } from "@/lib/data/taken";
import { usualPlace } from "@/lib/domain/drill/place";
import { planDrill } from "@/lib/domain/drill/plan";
import { type Assumption, type DrillScenario, spoiledSince } from "@/lib/domain/drill/scenario";
import { drillNumber } from "@/lib/domain/drill/state";
import { drillNamespace } from "@/lib/domain/drill/subject";
import { Problem } from "@/lib/domain/shared/problem";
import { objectivesOf } from "../objective/of";
import { writeBesideOperation } from "../operation/beside";
import { followInDrill } from "../runbook/follow";
import { type BackupRow, backupsOf, chosenFor, type DrillableRow, drillRefusal, placesFor } from "./facts";
import { type Brought, secondFor, secondsFor } from "./second";

export type AskedDrill = {
  scenario: DrillScenario;
  assumed: Assumption;
  /** Where it is carried out; the usual place when nobody says. */
  clusterId?: string | undefined;
  reason: string;
  requesterId: string | null;
  correlationId: string;
  now: Date;
};
type Copies = { backups: readonly BackupRow[] };
type Created = { drillId: string; number: string; operationId: string; events: readonly EventFact[] };

/** Writes a drill with its operation and runbook. Call it in the transaction that decided so. @throws Problem `conflict` */
export async function createDrill(tx: Tx, row: DrillableRow, asked: AskedDrill): Promise<Created> {
  const refusal = drillRefusal(row);
  if (refusal !== null) throw new Problem("conflict", refusal);
  const backups = await backupsOf(tx, row.id);
  const clusterId = await placeOf(tx, row, { ...asked, backups });
  const elsewhere = clusterId !== row.clusterId;
  const { backup, releaseId, modules, recovery, latest } = await broughtBack(tx, row, {
    ...asked,
    ...{ backups, elsewhere },
  });
  const disasterAt = asked.scenario === "operator_error" ? (asked.assumed.moment ?? null) : null;
  const operationId = await writeBesideOperation(tx, row, {
    ...{ ...asked, kind: "drill" },
    plan: planDrill({
      ...{ said: assumedWords(row, asked), disasterAt, recovery, latest, elsewhere },
      queueLost: asked.scenario === "redis_loss",
    }),
    ...{ clusterId, releaseId },
  });
  const drill = await writeDrill(tx, row, {
    ...{ clusterId, operationId, releaseId, backupId: backup.id, createdAt: asked.now },
    ...{ scenario: asked.scenario, scheduled: asked.requesterId === null, requesterId: asked.requesterId },
    modules: modules as Prisma.InputJsonValue,
  });
  const { tenantId, id: environmentId } = row;
  const begun = { id: drill.id, scenario: asked.scenario, tenantId, environmentId };
  const followed = await followInDrill(tx, { ...begun, startedById: asked.requesterId }, asked.now);
  const created = { type: "operation.created" as const, tenantId, environmentId };
  const events: EventFact[] = [
    { ...created, subject: { kind: "operation", id: operationId } },
    drillEvent({ tenantId, environmentId }),
    ...(followed === null ? [] : [followed]),
  ];
  return { drillId: drill.id, number: drillNumber(drill.number), operationId, events };
}

type Kept = Omit<
  Prisma.DrillUncheckedCreateInput,
  "tenantId" | "environmentId" | "namespace" | "rtoObjectiveSeconds" | "rpoObjectiveSeconds"
>;

/** The drill's row, with what is promised now and a namespace by its number. @throws Problem `conflict` when another runs */
async function writeDrill(tx: Tx, row: DrillableRow, kept: Kept): Promise<{ id: string; number: number }> {
  const objective = (await objectivesOf(tx, [row]))(row.id);
  const drill = await tx.drill
    .create({
      data: {
        ...kept,
        ...{ tenantId: row.tenantId, environmentId: row.id, namespace: "" },
        rtoObjectiveSeconds: objective?.rtoSeconds ?? null,
        rpoObjectiveSeconds: objective?.rpoSeconds ?? null,
      },
      select: { id: true, number: true },
    })
    .catch((error: unknown) => {
      // The partial unique index drill_one_running_per_environment: someone else's start came first.
      if (!isTaken(error)) throw error;
      throw new Problem(
        "conflict",
        `Another drill has just started on ${row.name}. Wait until it has ended.`,
      );
    });
  const namespace = drillNamespace(row.namespace, drill.number);
  await tx.drill.update({ where: { id: drill.id }, data: { namespace } });
  return drill;
}

/** The cluster that was asked for, or the usual one. @throws Problem when it cannot be carried out there */
async function placeOf(tx: Tx, row: DrillableRow, asked: AskedDrill & Copies) {
  const { clusterId, backups } = asked;
  const places = await placesFor(tx, row);
  if (clusterId === undefined) {
    const { backup: before } = chosenFor(row, backups, asked);
    const second = secondsFor(row, { scenario: asked.scenario, backups, before }) !== null;
    return usualPlace(places, second) ?? row.clusterId;
  }
  const chosen = places.find(({ id }) => id === clusterId);
  if (chosen === undefined)
    throw issue("This cluster takes no drills of environments that live elsewhere, or does not exist.");
  if (chosen.refusal !== null) throw issue(chosen.refusal);
  return clusterId;
}

const issue = (message: string) =>
  new Problem("invalid_input", `clusterId: ${message}`, { issues: [{ path: "clusterId", message }] });

/** The second that the scenario leaves where the log is kept on the cluster, else the backup it leaves usable. */
async function broughtBack(
  tx: Tx,
  row: DrillableRow,
  asked: AskedDrill & Copies & { elsewhere: boolean },
): Promise<Brought> {
  const { backup: before, refusal } = chosenFor(row, asked.backups, asked);
  const second = asked.elsewhere ? null : await secondFor(tx, row, { ...asked, before });
  if (second !== null) return second;
  if (before === null) throw new Problem("conflict", refusal);
  const { releaseId, modules } = before;
  return { ...{ backup: before, releaseId, modules, recovery: null }, latest: false };
}

const spoken = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** What was said about the time of the disaster, for the story; empty where nothing was. */
function assumedWords(row: DrillableRow, { scenario, assumed, now }: AskedDrill): string {
  const since = spoiledSince(scenario, assumed, { now, environment: row.name, releasedAt: row.releasedAt });
  return since === null ? "" : `Everything since ${spoken(since)} is taken as spoiled.`;
}
