import { randomUUID } from "node:crypto";
import type { Role } from "@/lib/domain/access/roles";
import { approveChange } from "@/lib/usecases/change/approve";
import { draftChange } from "@/lib/usecases/change/draft";
import { startChange } from "@/lib/usecases/change/start";
import { submitChange } from "@/lib/usecases/change/submit";
import type { Context } from "@/lib/usecases/context";
import { liftHold } from "@/lib/usecases/hold/lift";
import { placeHold } from "@/lib/usecases/hold/place";
import { abortOperation } from "@/lib/usecases/operation/abort";
import { rollBack } from "@/lib/usecases/rollback/roll-back";
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

/** Drafts, submits, approves and starts a change by the same use-cases as everybody; answers the operation's id. */
export async function deploy(chaos: Chaos, name: string, releaseName: string): Promise<string> {
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
  const approved = await approveChange(approver, { changeId, version: asked.version, comment: "" });
  const started = await startChange(await manager(chaos), { changeId, version: approved.version });
  if (started.operationId === null) throw new Error(`${name}: the start wrote no operation.`);
  return started.operationId;
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
