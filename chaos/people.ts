import { randomUUID } from "node:crypto";
import type { Role } from "@/lib/domain/access/roles";
import { Problem } from "@/lib/domain/shared/problem";
import { takeBackup } from "@/lib/usecases/backup/take";
import { verifyBackup } from "@/lib/usecases/backup/verify";
import { approveChange } from "@/lib/usecases/change/approve";
import { cancelChange } from "@/lib/usecases/change/cancel";
import { draftChange } from "@/lib/usecases/change/draft";
import { startChange } from "@/lib/usecases/change/start";
import { submitChange } from "@/lib/usecases/change/submit";
import type { Context } from "@/lib/usecases/context";
import { startDrill } from "@/lib/usecases/drill/start";
import { liftHold } from "@/lib/usecases/hold/lift";
import { placeHold } from "@/lib/usecases/hold/place";
import { abortOperation } from "@/lib/usecases/operation/abort";
import { continueOperation } from "@/lib/usecases/operation/continue";
import { requestRestore } from "@/lib/usecases/restore/request";
import { undoRestore } from "@/lib/usecases/restore/undo";
import { rollBack } from "@/lib/usecases/rollback/roll-back";
import { makeScratch } from "@/lib/usecases/scratch/make";
import { type Chaos, placeOf, rowOf } from "./world";

const REASON = "Proves what happens when things break.";
const HOUR_MS = 3_600_000;

async function personOf({ runtime }: Chaos, role: Role): Promise<Context> {
  const email = `${role}@chaos.example`;
  const { id, name } = await runtime.db.prisma.user.findUniqueOrThrow({ where: { email } });
  const grants = [{ role, scope: { level: "fleet" as const } }];
  const actor = { kind: "person" as const, id, name, sessionId: randomUUID(), grants };
  return runtime.context(actor, randomUUID(), new Date());
}

const manager = (chaos: Chaos): Promise<Context> => personOf(chaos, "release_manager");

type Approved = { changeId: string; version: number };

/** Drafts, submits and approves a change by the same use-cases as everybody. */
async function approvedChange(chaos: Chaos, name: string, releaseName: string): Promise<Approved> {
  const { prisma } = chaos.runtime.db;
  const { id: releaseId } = await prisma.release.findUniqueOrThrow({ where: { name: releaseName } });
  const developer = await personOf(chaos, "developer");
  const draft = await draftChange(developer, {
    environmentId: placeOf(chaos, name).id,
    releaseId,
    title: `${name} to ${releaseName}`,
    reason: REASON,
    rollbackPlan: "It goes back by itself.",
    fallback: "Orders are written on paper.",
    communication: "Nobody has to be told.",
  });
  const changeId = draft.id;
  const asked = await submitChange(developer, { changeId, version: draft.version });
  const approver = await manager(chaos);
  const { version } = await approveChange(approver, { changeId, version: asked.version, comment: "" });
  return { changeId, version };
}

async function start(chaos: Chaos, name: string, approved: Approved): Promise<string> {
  const { operationId } = await startChange(await manager(chaos), approved);
  if (operationId === null) throw new Error(`${name}: the start wrote no operation.`);
  return operationId;
}

/** A change from its draft to its start; answers the operation's id. */
export const deploy = async (chaos: Chaos, name: string, releaseName: string): Promise<string> =>
  start(chaos, name, await approvedChange(chaos, name, releaseName));

/** Two people start two changes of one environment at the same moment; answers who got in, and how many were refused. */
export async function deployTwice(
  chaos: Chaos,
  name: string,
  releaseName: string,
): Promise<{ operationIds: string[]; refused: number }> {
  const both = [
    await approvedChange(chaos, name, releaseName),
    await approvedChange(chaos, name, releaseName),
  ];
  const started = await Promise.allSettled(both.map((approved) => start(chaos, name, approved)));
  const operationIds = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const reasons = started.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  for (const reason of reasons) if (!(reason instanceof Problem)) throw reason;
  const developer = await personOf(chaos, "developer");
  for (const [index, one] of started.entries()) {
    const change = both[index];
    if (one.status === "rejected" && change !== undefined)
      await cancelChange(developer, { ...change, reason: "The other one is on its way." });
  }
  return { operationIds, refused: reasons.length };
}

/** The one action that brings back the release that ran before; answers the operation's id. */
export async function goBack(chaos: Chaos, name: string, releaseName: string): Promise<string> {
  const { prisma } = chaos.runtime.db;
  const { id: targetReleaseId } = await prisma.release.findUniqueOrThrow({ where: { name: releaseName } });
  const { id: environmentId } = placeOf(chaos, name);
  const { version } = await prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
  const input = { environmentId, version, targetReleaseId, reason: REASON };
  return (await rollBack(await manager(chaos), input)).id;
}

export async function abort(chaos: Chaos, operationId: string): Promise<void> {
  const { version } = await rowOf(chaos, operationId);
  await abortOperation(await manager(chaos), { operationId, version, reason: REASON });
}

/** Lets an operation go on that asks a person. */
export async function letGoOn(chaos: Chaos, operationId: string): Promise<void> {
  const { version } = await rowOf(chaos, operationId);
  await continueOperation(await manager(chaos), { operationId, version, reason: REASON });
}

const support = (chaos: Chaos): Promise<Context> => personOf(chaos, "support");

/** Copies an environment now; answers the operation's id. */
export async function backUp(chaos: Chaos, name: string): Promise<string> {
  return (await takeBackup(await support(chaos), { environmentId: placeOf(chaos, name).id })).id;
}

const newestBackup = ({ runtime, ...rest }: Chaos, name: string) =>
  runtime.db.prisma.backup.findFirstOrThrow({
    where: { environmentId: placeOf(rest, name).id, state: "good", cause: "manual" },
    orderBy: { createdAt: "desc" },
  });

/** Reads the newest backup that somebody asked for back. */
export async function readBack(chaos: Chaos, name: string): Promise<string> {
  const { id: backupId } = await newestBackup(chaos, name);
  return (await verifyBackup(await support(chaos), { backupId })).id;
}

/** Brings the newest backup that somebody asked for back to where it was taken. */
export async function bringBack(chaos: Chaos, name: string): Promise<string> {
  const { id: backupId } = await newestBackup(chaos, name);
  const { id: environmentId } = placeOf(chaos, name);
  const input = { environmentId, backupId, reason: REASON, acceptsDamage: false };
  return operationOf(name, (await requestRestore(await support(chaos), input)).operation);
}

/** The first whole second that has passed after the newest backup somebody asked for. */
export async function secondAfterBackup(chaos: Chaos, name: string): Promise<Date> {
  const { finishedAt, createdAt } = await newestBackup(chaos, name);
  return new Date(Math.ceil((finishedAt ?? createdAt).getTime() / 1_000) * 1_000 + 1_000);
}

/** Brings that second back to where it was. */
export async function bringSecondBack(chaos: Chaos, name: string): Promise<string> {
  const pointInTime = (await secondAfterBackup(chaos, name)).toISOString();
  const { id: environmentId } = placeOf(chaos, name);
  const input = { environmentId, pointInTime, reason: REASON, acceptsDamage: false };
  return operationOf(name, (await requestRestore(await support(chaos), input)).operation);
}

/** Rehearses the recovery of an environment; answers the operation's id. */
export async function rehearse(chaos: Chaos, name: string): Promise<string> {
  const { id: environmentId } = placeOf(chaos, name);
  const input = { environmentId, scenario: "database_corruption" as const, reason: REASON };
  return (await startDrill(await support(chaos), input)).operation.id;
}

/** Brings the newest backup that somebody asked for to life in a scratch copy; answers the operation's id. */
export async function lookInto(chaos: Chaos, name: string): Promise<string> {
  const { id: backupId } = await newestBackup(chaos, name);
  const { id: environmentId } = placeOf(chaos, name);
  const input = { environmentId, backupId, hours: 1, reason: REASON, acceptsDamage: false };
  return (await makeScratch(await support(chaos), input)).operation.id;
}

/** Puts back what lived before the newest restore. */
export async function undo(chaos: Chaos, name: string): Promise<string> {
  const where = { targetEnvironmentId: placeOf(chaos, name).id };
  const { prisma } = chaos.runtime.db;
  const { id, version } = await prisma.restore.findFirstOrThrow({ where, orderBy: { createdAt: "desc" } });
  const input = { restoreId: id, version, reason: REASON };
  return operationOf(name, (await undoRestore(await support(chaos), input)).undoOperation);
}

function operationOf(name: string, operation: { id: string } | null): string {
  if (operation === null) throw new Error(`${name}: the restore wrote no operation.`);
  return operation.id;
}

/** Holds an environment for an hour; answers the hold's id. */
export async function hold(chaos: Chaos, name: string): Promise<string> {
  const { id: environmentId } = placeOf(chaos, name);
  const until = new Date(Date.now() + HOUR_MS).toISOString();
  const input = { level: "environment" as const, environmentId, reason: REASON, until };
  return (await placeHold(await manager(chaos), input)).id;
}

export async function lift(chaos: Chaos, holdId: string): Promise<void> {
  await liftHold(await manager(chaos), { holdId, reason: REASON });
}
