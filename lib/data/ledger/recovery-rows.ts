import "server-only";
import { z } from "zod";
import { type StoreVariables, TOOLBOX_JOBS } from "@/lib/domain/manifest/toolbox-job";
import type { Json } from "@/lib/domain/operation/run";
import {
  type BackupJudgement,
  type BackupSubject,
  SHRUNKEN,
  type TakenBackup,
} from "@/lib/domain/recovery/backup-record";
import type { BackupCause } from "@/lib/domain/recovery/backup-state";
import { plainJson, plainText } from "@/lib/domain/shared/plain-text";
import type { Seal } from "@/lib/ports/outside";
import type { Tx } from "../client";
import type { Prisma } from "../generated/client";
import { abandonJob } from "./abandoned-rows";
import { configurationOf } from "./configuration-rows";
import { copiedOf, place } from "./copied-rows";
import { asTransient } from "./outage";
import { createPruneRecords } from "./prune-rows";
import { type TellingDependencies, tellingTransaction } from "./telling";
import { verificationOf } from "./verify-rows";

export type RecoveryDependencies = TellingDependencies & { seal: Pick<Seal, "open"> };

/** What a store's secrets are sealed for: moved to another tenant's row they do not open. */
export const storeContext = (tenantId: string): string => `backup-store/${tenantId}`;

const Access = z.record(z.string(), z.string());

async function openStore(
  { db, seal }: RecoveryDependencies,
  tenantId: string,
  namespace: string,
): Promise<StoreVariables | null> {
  const row = await db.prisma.backupStore.findUnique({ where: { tenantId } });
  if (row === null) return null;
  const context = storeContext(tenantId);
  const access =
    row.sealedAccess === null ? {} : Access.parse(JSON.parse(seal.open(row.sealedAccess, context)));
  return {
    repository: `${row.repository.replace(/\/+$/, "")}/${namespace}`,
    variables: { ...access, RESTIC_PASSWORD: seal.open(row.sealedPassword, context) },
  };
}

async function backupOf(db: Tx, operationId: string): Promise<BackupSubject | null> {
  const row = await db.operation.findUnique({
    where: { id: operationId },
    include: { ...place, backup: { select: { id: true, cause: true } } },
  });
  if (row === null || row.backup === null) return null;
  return { ...copiedOf(row), operationId, backupId: row.backup.id, cause: row.backup.cause };
}

/**
 * The row of the backup that an operation takes, made once: with the release and manifest that run there now.
 * `environmentId` is the operation's own environment.
 */
export async function ensureBackup(
  tx: Tx,
  wanted: { operationId: string; cause: BackupCause; now: Date },
): Promise<{ id: string }> {
  const { operationId, cause, now } = wanted;
  const known = await tx.backup.findUnique({ where: { operationId }, select: { id: true } });
  if (known !== null) return known;
  const { environment } = await tx.operation.findUniqueOrThrow({
    where: { id: operationId },
    select: { environment: { include: { release: { include: { modules: { take: 1_000 } } } } } },
  });
  const modules = (environment.release?.modules ?? []).map(({ name, version, schemaChange }) => ({
    name,
    version,
    schemaChange,
  }));
  const { id: environmentId, tenantId, releaseId, manifestId } = environment;
  const data = {
    operationId,
    cause,
    tenantId,
    environmentId,
    releaseId,
    manifestId,
    modules,
    createdAt: now,
  };
  return tx.backup.create({ data, select: { id: true } });
}

async function finishBackup(deps: RecoveryDependencies, operationId: string, judged: BackupJudgement) {
  await tellingTransaction(deps, async ({ tx, announce }) => {
    const now = new Date();
    const sentence = plainText(judged.sentence);
    const contents = judged.state === "failed" ? {} : contentsOf(judged);
    const { count } = await tx.backup.updateMany({
      where: { operationId, state: "running" },
      data: { ...contents, state: judged.state, sentence, finishedAt: now, version: { increment: 1 } },
    });
    if (count === 0) return;
    const row = await tx.backup.findUniqueOrThrow({ where: { operationId } });
    await announce(backupEvent(row, "backup.ended"));
  });
}

function contentsOf({ contents }: TakenBackup) {
  const { takenAt, attachmentsMissing, ...rest } = contents;
  return {
    ...rest,
    takenAt: new Date(takenAt),
    attachmentsMissing: attachmentsMissing.map((name) => plainText(name)),
    rowCounts: { ...contents.rowCounts },
  };
}

/** Live readers of the environment, and of its backups, look again. */
export const backupEvent = (
  { tenantId, environmentId }: { tenantId: string; environmentId: string },
  type: "backup.started" | "backup.ended" | "backup.verified",
) => ({ type, tenantId, environmentId, subject: { kind: "environment" as const, id: environmentId } });

export type ProofRow = {
  passed: boolean | null;
  unproves?: boolean;
  storeDamaged?: boolean;
  sentence: string;
  result: Json;
  seconds: number;
};

async function finishVerification(deps: RecoveryDependencies, operationId: string, proof: ProofRow) {
  await tellingTransaction(deps, async ({ tx, announce }) => {
    const { passed, seconds } = proof;
    const data = {
      passed,
      seconds,
      sentence: plainText(proof.sentence),
      result: plainJson(proof.result) as Prisma.InputJsonValue,
    };
    const where = { operationId, seconds: null };
    const { count } = await tx.backupVerification.updateMany({ where, data });
    if (count === 0) return;
    const { backup } = await tx.backupVerification.findUniqueOrThrow({
      where: { operationId },
      include: { backup: true },
    });
    const said = passed === null ? null : passed ? "proven" : "disproved";
    const unproven = proof.unproves && backup.proof === "proven" ? "unproven" : null;
    const now = said ?? unproven;
    if (now !== null)
      await tx.backup.update({
        where: { id: backup.id },
        data: { proof: now, version: { increment: 1 } },
      });
    if (proof.storeDamaged) await unproveOthers(tx, backup);
    await announce(backupEvent(backup, "backup.verified"));
  });
}

/** The backups of an environment share what their repository stores: what was proven before its damage is not any more. */
async function unproveOthers(tx: Tx, backup: { id: string; environmentId: string }): Promise<void> {
  const { id, environmentId } = backup;
  await tx.backup.updateMany({
    where: { environmentId, id: { not: id }, proof: "proven" },
    data: { proof: "unproven", version: { increment: 1 } },
  });
}

/**
 * What an operation that has ended leaves of a backup or a verification it had not finished: failed, with its own
 * sentence. Call it in the transaction that ends the operation.
 */
export async function settleUnfinished(
  tx: Tx,
  operationId: string,
  end: { sentence: string; now: Date },
): Promise<void> {
  const sentence = plainText(end.sentence);
  // One statement: most operations have neither, and every end asks.
  const [found] = await tx.$queryRaw<{ copies: boolean; readings: boolean }[]>`
    WITH copies AS (
      UPDATE backup SET state = 'failed', sentence = ${sentence}, finished_at = ${end.now}::timestamptz,
                        version = version + 1
       WHERE operation_id = ${operationId}::uuid AND state = 'running'
      RETURNING id
    ), readings AS (
      UPDATE backup_verification SET sentence = ${sentence}, seconds = 0
       WHERE operation_id = ${operationId}::uuid AND seconds IS NULL
      RETURNING id
    )
    SELECT EXISTS (SELECT 1 FROM copies) AS copies, EXISTS (SELECT 1 FROM readings) AS readings`;
  // Nobody follows their Jobs any more: they are taken away, so that they neither go on nor keep the key.
  if (found?.copies) await abandonJob(tx, operationId, TOOLBOX_JOBS.backup, end.now);
  if (found?.readings) await abandonJob(tx, operationId, TOOLBOX_JOBS.verify, end.now);
}

/** A backup called shrunken is no measure for the next for so long; whoever does not act on it by then means it so. */
const SHRUNKEN_ASIDE_MS = 7 * 86_400_000;

async function earlierBytes(db: Tx, environmentId: string, butBackupId: string, count: number) {
  const rows = await db.backup.findMany({
    where: {
      ...{ environmentId, id: { not: butBackupId }, state: { in: ["good", "damaged", "forgotten"] } },
      NOT: {
        sentence: { contains: SHRUNKEN },
        takenAt: { gt: new Date(Date.now() - SHRUNKEN_ASIDE_MS) },
      },
    },
    orderBy: [{ takenAt: "desc" }, { id: "desc" }],
    take: count,
    select: { dumpBytes: true, filestoreBytes: true },
  });
  return rows.map(({ dumpBytes, filestoreBytes }) => Number(dumpBytes + filestoreBytes));
}

/** The records of lib/operations/recovery on PostgreSQL. */
export function createRecoveryRecords(deps: RecoveryDependencies) {
  const { prisma } = deps.db;
  return {
    ...createPruneRecords(deps),
    configurationOf: (operationId: string) => asTransient(() => configurationOf(prisma, operationId)),
    placeOf: (operationId: string) =>
      asTransient(async () => {
        const row = await prisma.operation.findUnique({ where: { id: operationId }, include: place });
        return row === null ? null : copiedOf(row);
      }),
    openStore: (tenantId: string, namespace: string) =>
      asTransient(() => openStore(deps, tenantId, namespace)),
    backupOf: (operationId: string) => asTransient(() => backupOf(prisma, operationId)),
    verificationOf: (operationId: string) => asTransient(() => verificationOf(prisma, operationId)),
    earlierBytes: (environmentId: string, butBackupId: string, count: number) =>
      asTransient(() => earlierBytes(prisma, environmentId, butBackupId, count)),
    ensureBackup: (operationId: string, cause: BackupCause) =>
      asTransient(async () => {
        await deps.db.transaction((tx) => ensureBackup(tx, { operationId, cause, now: new Date() }));
        return backupOf(prisma, operationId);
      }),
    finishBackup: (operationId: string, judged: BackupJudgement) =>
      asTransient(() => finishBackup(deps, operationId, judged)),
    finishVerification: (operationId: string, proof: ProofRow) =>
      asTransient(() => finishVerification(deps, operationId, proof)),
    /** The sentence of an operation's backup, verification or forgetting; null while it has none. */
    sentenceOf: (operationId: string) =>
      asTransient(async () => {
        const where = { operationId };
        const backup = await prisma.backup.findUnique({ where, select: { sentence: true } });
        const proof = await prisma.backupVerification.findUnique({ where, select: { sentence: true } });
        const step = await prisma.operationStep.findFirst({
          where: { operationId, name: "forget", state: "done" },
          select: { sentence: true },
        });
        return proof?.sentence || backup?.sentence || step?.sentence || null;
      }),
  };
}
