import "server-only";
import type { Tx } from "./client";

/** Holds an environment's row until the transaction ends: whoever starts something there comes one after the other. */
export async function lockEnvironment(tx: Pick<Tx, "$queryRaw">, environmentId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM environment WHERE id = ${environmentId}::uuid FOR NO KEY UPDATE`;
}

/** Holds a release's row until the transaction ends: evidence and quarantines of one come one after the other. */
export async function lockRelease(tx: Pick<Tx, "$queryRaw">, releaseId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM release WHERE id = ${releaseId}::uuid FOR NO KEY UPDATE`;
}

/** Holds a tenant's row until the transaction ends: for what is counted before one more is added. */
export async function lockTenant(tx: Pick<Tx, "$queryRaw">, tenantId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM tenant WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
}

/** Holds a person's row until the transaction ends, for the same. */
export async function lockPerson(tx: Pick<Tx, "$queryRaw">, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
}

/** Imports of calendars come one after the other until the transaction ends: two at once would both find a UID missing. */
export async function lockCalendarImport(tx: Pick<Tx, "$queryRaw">): Promise<void> {
  await tx.$queryRaw`SELECT 1 AS held FROM pg_advisory_xact_lock(hashtext('calendar.import'))`;
}
