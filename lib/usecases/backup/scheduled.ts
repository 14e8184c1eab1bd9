import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Database } from "@/lib/data/client";
import { writeEvent } from "@/lib/data/outbox";
import { proofDue } from "@/lib/domain/recovery/policy";
import type { ScheduleHandler } from "../schedule/handlers";
import {
  copyRefusal,
  createBackupOperation,
  createPruneOperation,
  createVerifyOperation,
  protectedInclude,
} from "./create";
import { lastProofs } from "./protection";
import { pruningOf } from "./pruning";
import { backupSettings } from "./settings";

/** Backups looked at by one run. */
const MOST = 2_000;
/** Verifications begun by one run: they take room on the cluster. */
const AT_ONCE = 5;

const Payload = z.object({ environmentId: z.uuid() });

/** Takes the backup that is due. @throws when something else works on the environment: it is tried again soon */
export const backUpEnvironment: ScheduleHandler = async (db, { payload, now }) => {
  const { environmentId } = Payload.parse(payload);
  const row = await db.prisma.environment.findUnique({
    where: { id: environmentId },
    include: protectedInclude,
  });
  if (row === null) return { sentence: "The environment is gone." };
  const refusal = copyRefusal({ ...row, operations: [] });
  if (refusal !== null) return { sentence: refusal };
  await db.transaction(async (tx) => {
    const asked = { cause: "scheduled" as const, requesterId: null, correlationId: randomUUID(), now };
    const { events } = await createBackupOperation(tx, row, asked);
    for (const event of events) await writeEvent(tx, event);
  });
  return { sentence: `A backup of ${row.name} was started.` };
};

/** Forgets what no rule keeps of an environment. @throws when something else works there: it is tried again soon */
export const pruneEnvironment: ScheduleHandler = async (db, { payload, now }) => {
  const { environmentId } = Payload.parse(payload);
  const row = await db.prisma.environment.findUnique({
    where: { id: environmentId },
    include: protectedInclude,
  });
  if (row === null) return { sentence: "The environment is gone." };
  const settings = (await backupSettings(db.prisma))(row.tenant.tier);
  const begun = await db.transaction(async (tx) => {
    const { points } = await pruningOf(tx, row, { settings, now });
    if (points.backups.length === 0) return 0;
    const asked = { points, requesterId: null, correlationId: randomUUID(), now };
    const { events } = await createPruneOperation(tx, row, asked);
    for (const event of events) await writeEvent(tx, event);
    return points.backups.length;
  });
  const where = `of ${row.name}`;
  return { sentence: begun === 0 ? `Nothing ${where} is to be forgotten.` : `${begun} backups ${where} go.` };
};

const UNREAD = { provenAt: null, disprovenAt: null };

/** Reads back the newest good backup of environments whose proof is missing or too old, a few at a time. */
export const verifyDueBackups: ScheduleHandler = async (db, { now, signal }) => {
  const settingsFor = await backupSettings(db.prisma);
  const rows = await unprovenNewest(db);
  let begun = 0;
  for (const { environment, verifications, id } of rows) {
    if (signal.aborted || begun >= AT_ONCE) break;
    const settings = settingsFor(environment.tenant.tier);
    const proofs = (await lastProofs(db.prisma, [environment.id])).get(environment.id);
    const free = copyRefusal(environment) === null && verifications.length === 0;
    if (!free || !proofDue(settings, proofs ?? UNREAD, now)) continue;
    await db.transaction(async (tx) => {
      const asked = { backupId: id, requesterId: null, correlationId: randomUUID(), now };
      const { events } = await createVerifyOperation(tx, environment, asked);
      for (const event of events) await writeEvent(tx, event);
    });
    begun += 1;
  }
  return { sentence: begun === 0 ? "Every proof is fresh enough." : `${begun} verifications were started.` };
};

/** The newest good backup of each environment, where nothing is proven of it yet and nobody has tried. */
const unprovenNewest = (db: Database) =>
  db.prisma.backup.findMany({
    where: { state: "good", proof: "unproven" },
    distinct: ["environmentId"],
    orderBy: [{ environmentId: "asc" }, { takenAt: "desc" }],
    take: MOST,
    include: { environment: { include: protectedInclude }, verifications: { take: 1 } },
  });
