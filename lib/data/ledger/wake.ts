import "server-only";
import type { Tx } from "../client";
import type { ParkKind } from "../generated/client";
import { Prisma } from "../generated/client";

/** Told by one wake; what is beyond is rung by the sweep, since it is due as well. */
const RUNG = 200;

/** Which parked operations: one of them whatever it waits for, or those that wait for `kind` in a place. */
export type Wake =
  | { operationId: string }
  | { kind: ParkKind; environmentId: string }
  | { kind: ParkKind; tenantId: string }
  /** The drill or scratch copy in this namespace. */
  | { kind: ParkKind; roomNamespace: string }
  | { kind: ParkKind; fleet: true };

function chosen(wake: Wake): Prisma.Sql {
  if ("operationId" in wake) return Prisma.sql`id = ${wake.operationId}::uuid`;
  const kind = Prisma.sql`park_kind = ${wake.kind}::park_kind`;
  if ("environmentId" in wake) return Prisma.sql`${kind} AND environment_id = ${wake.environmentId}::uuid`;
  if ("roomNamespace" in wake) {
    const drills = Prisma.sql`SELECT operation_id FROM drill WHERE namespace = ${wake.roomNamespace} AND state = 'running'`;
    const copies = Prisma.sql`SELECT coalesce(clear_operation_id, operation_id) FROM scratch_copy
                               WHERE namespace = ${wake.roomNamespace} AND state IN ('making', 'removing')`;
    return Prisma.sql`${kind} AND id IN (${drills} UNION ALL ${copies})`;
  }
  return "tenantId" in wake ? Prisma.sql`${kind} AND tenant_id = ${wake.tenantId}::uuid` : kind;
}

/**
 * Makes parked operations due at once: what they wait for happened. Answers their ids, at most 200, to be rung with
 * `operation.run` after the commit. One that does not wait (any more) is left as it is.
 */
export async function wakeParked(tx: Pick<Tx, "$queryRaw">, wake: Wake): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE operation SET parked_until = now()
     WHERE state = 'parked' AND parked_until > now() AND ${chosen(wake)}
    RETURNING id`;
  return rows.slice(0, RUNG).map(({ id }) => id);
}
