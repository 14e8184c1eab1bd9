import "server-only";
import type { Database } from "../client";
import { Prisma } from "../generated/client";

const MAX_ROWS = 5_000;

/** Makes rows for environments that have none yet, spread over the next five minutes. */
export async function ensureCertificateRows(db: Database): Promise<void> {
  await db.statement(Prisma.sql`
    INSERT INTO served_certificate (environment_id, due_at)
    SELECT e.id, now() + random() * interval '5 minutes'
      FROM environment e
     WHERE NOT EXISTS (SELECT FROM served_certificate c WHERE c.environment_id = e.id)
     LIMIT ${MAX_ROWS}
        ON CONFLICT DO NOTHING`);
}

export type DueCertificate = { environmentId: string; hostname: string };

/** Takes the addresses that wait longest for a look, for `limitMs`; nobody else takes them meanwhile. */
export const claimCertificates = (
  db: Database,
  { take, limitMs }: { take: number; limitMs: number },
): Promise<DueCertificate[]> =>
  db.statement<DueCertificate>(Prisma.sql`
    UPDATE served_certificate c
       SET claimed_until = now() + ${limitMs}::float8 * interval '1 millisecond'
      FROM environment e
     WHERE e.id = c.environment_id AND c.environment_id IN (
       SELECT environment_id FROM served_certificate
        WHERE due_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
        ORDER BY due_at LIMIT ${take}
        FOR UPDATE SKIP LOCKED
     )
    RETURNING c.environment_id AS "environmentId", e.hostname`);

/** Writes what a look saw, and when the next one is. What was seen before stays where this one saw nothing. */
export async function writeCertificate(
  db: Database,
  environmentId: string,
  { endsAt, reason, at, dueAt }: { endsAt: Date | null; reason: string; at: Date; dueAt: Date },
): Promise<void> {
  await db.prisma.servedCertificate.updateMany({
    where: { environmentId },
    data: { reason, dueAt, claimedUntil: null, ...(endsAt === null ? {} : { endsAt, readAt: at }) },
  });
}
