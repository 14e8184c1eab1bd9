import "server-only";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import { plainJson } from "@/lib/domain/shared/plain-text";
import type { Database, Tx } from "./client";
import type { Prisma } from "./generated/client";
import { contentHash } from "./hash";

export type AuditFact = {
  at: Date;
  actor: { kind: string; id: string; name: string };
  action: string;
  target: { kind: string; id: string; name: string };
  tenantId: string | null;
  environmentId: string | null;
  outcome: "done" | "refused";
  facts: Record<string, unknown>;
  correlationId: string;
};

/** Hash of nothing: what the first row of a chain follows. */
/** Who did what no person did. */
export const WORKER_ACTOR = { kind: "system", id: "worker", name: "Holdfast" } as const;

export const GENESIS = "0".repeat(64);
/** Any constant: one writer at a time appends, so that the chain has no forks and no gaps. */
const CHAIN_LOCK = 724_101;

type Row = {
  sequence: bigint;
  at: Date;
  actorKind: string;
  actorId: string;
  actorName: string;
  action: string;
  targetKind: string;
  targetId: string;
  targetName: string;
  tenantId: string | null;
  environmentId: string | null;
  outcome: string;
  facts: unknown;
  correlationId: string;
  previousHash: string;
};

const rowHash = (row: Row): string =>
  contentHash({
    sequence: row.sequence,
    at: row.at,
    actor: [row.actorKind, row.actorId, row.actorName],
    action: row.action,
    target: [row.targetKind, row.targetId, row.targetName],
    tenantId: row.tenantId,
    environmentId: row.environmentId,
    outcome: row.outcome,
    facts: row.facts,
    correlationId: row.correlationId,
    previousHash: row.previousHash,
  });

/** Appends one row to the chain, in the transaction of what it records. Holds the chain's lock until the commit. */
export const appendAudit = (tx: Tx, fact: AuditFact): Promise<void> => appendAudits(tx, [fact]);

/** Appends several rows in their order; everybody else's wait for the lock is as short as for one. */
export async function appendAudits(tx: Tx, facts: readonly AuditFact[]): Promise<void> {
  if (facts.length === 0) return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CHAIN_LOCK})`;
  // A statement of its own: one that had to wait for the lock would still see the chain as it was before.
  const [last] = await tx.$queryRaw<{ sequence: bigint; hash: string }[]>`
    SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1`;
  const rows: ReturnType<typeof entryAfter>[] = [];
  for (const fact of facts) rows.push(entryAfter(rows.at(-1) ?? last ?? null, fact));
  await tx.$executeRaw`
    INSERT INTO audit_entry (sequence, at, actor_kind, actor_id, actor_name, action, target_kind, target_id,
                             target_name, tenant_id, environment_id, outcome, facts, correlation_id, previous_hash,
                             hash)
    SELECT sequence, at, "actorKind", "actorId", "actorName", action, "targetKind", "targetId", "targetName",
           "tenantId", "environmentId", outcome, facts, "correlationId", "previousHash", hash
      FROM json_to_recordset(${JSON.stringify(rows.map(asJson))}::json) AS entry (
           sequence bigint, at timestamptz, "actorKind" text, "actorId" text, "actorName" text, action text,
           "targetKind" text, "targetId" text, "targetName" text, "tenantId" uuid, "environmentId" uuid,
           outcome audit_outcome, facts jsonb, "correlationId" text, "previousHash" text, hash text)`;
}

const asJson = (row: Row & { hash: string }) => ({ ...row, sequence: row.sequence.toString() });

/** The row that follows another in the chain. */
function entryAfter(last: { sequence: bigint; hash: string } | null, fact: AuditFact) {
  // What is hashed has to be what is stored: PostgreSQL would refuse or replace anything else.
  const entry = plainJson(fact);
  const row = {
    sequence: (last?.sequence ?? 0n) + 1n,
    at: entry.at,
    actorKind: entry.actor.kind,
    actorId: entry.actor.id,
    actorName: entry.actor.name,
    action: entry.action,
    targetKind: entry.target.kind,
    targetId: entry.target.id,
    targetName: entry.target.name,
    tenantId: entry.tenantId,
    environmentId: entry.environmentId,
    outcome: entry.outcome,
    facts: JSON.parse(canonicalJson(entry.facts)) as Prisma.InputJsonObject,
    correlationId: entry.correlationId,
    previousHash: last?.hash ?? GENESIS,
  };
  return { ...row, hash: rowHash(row) };
}

export type ChainVerdict =
  | { intact: true; rows: number; head: string }
  | { intact: false; rows: number; firstBroken: string; why: string };

/** Reads the whole chain in pages of 1000 and proves every link; names the first row that does not hold. */
export async function verifyAudit(db: Database): Promise<ChainVerdict> {
  let after = 0n;
  let previousHash = GENESIS;
  let rows = 0;
  for (;;) {
    const batch = await db.prisma.auditEntry.findMany({
      where: { sequence: { gt: after } },
      orderBy: { sequence: "asc" },
      take: 1000,
    });
    for (const row of batch) {
      const why = brokenBecause(row, after, previousHash);
      if (why !== null) return { intact: false, rows, firstBroken: row.sequence.toString(), why };
      after = row.sequence;
      previousHash = row.hash;
      rows += 1;
    }
    if (batch.length < 1000) return { intact: true, rows, head: previousHash };
  }
}

function brokenBecause(row: Row & { hash: string }, after: bigint, previousHash: string): string | null {
  if (row.sequence !== after + 1n) return `row ${after + 1n} is missing`;
  if (row.previousHash !== previousHash) return "it does not follow the row before it";
  if (row.hash !== rowHash(row)) return "its content was altered after it was written";
  return null;
}
