import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Operation } from "@/lib/data/generated/client";
import { controlRefusal, type OperationVerb } from "@/lib/domain/operation/control";
import { operationShortId } from "@/lib/domain/operation/name";
import { Problem } from "@/lib/domain/shared/problem";
import type { Target } from "../command";
import { controlFactsOf } from "./present";

/** The operation a command acts on, as `command` wants it. */
export async function operationTarget(
  tx: Tx,
  input: { operationId: string },
): Promise<Target<Operation> | null> {
  const row = await tx.operation.findUnique({ where: { id: input.operationId } });
  if (row === null) return null;
  return {
    row,
    scope: { level: "environment", tenantId: row.tenantId, environmentId: row.environmentId },
    kind: "operation",
    id: row.id,
    name: operationShortId(row.id),
    tenantId: row.tenantId,
    environmentId: row.environmentId,
  };
}

const lockedInclude = { steps: true, previousRelease: { select: { id: true, name: true, digest: true } } };

/**
 * Takes the row's lock, under which its worker writes too, and reads the operation as it stands now. Throws Problem
 * `conflict` when its state does not let the verb through, or when it has moved on since the version, where one is named.
 */
export async function lockOpenTo(tx: Tx, verb: OperationVerb, operationId: string, version?: number) {
  await tx.$queryRaw`SELECT id FROM operation WHERE id = ${operationId}::uuid FOR UPDATE`;
  const row = await tx.operation.findUniqueOrThrow({ where: { id: operationId }, include: lockedInclude });
  const facts = controlFactsOf(row);
  const refusal = controlRefusal(verb, facts);
  if (refusal !== null) throw new Problem("conflict", refusal, { state: row.state });
  if (version !== undefined && row.version !== version) {
    throw new Problem(
      "conflict",
      `${operationShortId(row.id)} has moved on meanwhile. Look where it stands now, then decide.`,
      { stale: true },
    );
  }
  return { row, facts };
}

/** Of a row that waits no longer. */
export const NOT_PARKED = { parkedUntil: null, parkedAt: null, parkKind: null, parkReason: "" } as const;

/** Adds a line about a person's act to the operation's story, beside what its worker tells. */
export async function tellStory(
  tx: Tx,
  operationId: string,
  line: { text: string; at: Date; level?: "info" | "warn" },
): Promise<void> {
  const { text, at, level = "warn" } = line;
  await tx.operationEvent.create({ data: { operationId, kind: "state", level, text, at } });
}

/** The live events of an act on an operation: itself, and its environment's sentence. */
export const operationActed = (
  row: { id: string; tenantId: string; environmentId: string },
  type: "operation.paused" | "operation.resumed" | "operation.continued" | "operation.aborted",
) => {
  const { tenantId, environmentId } = row;
  return [
    { type, tenantId, environmentId, subject: { kind: "operation" as const, id: row.id } },
    {
      type: "environment.changed",
      tenantId,
      environmentId,
      subject: { kind: "environment" as const, id: environmentId },
    },
  ];
};

/** What the environment's page says is going on. */
export const sayOfEnvironment = (tx: Tx, environmentId: string, stateSentence: string) =>
  tx.environment.update({
    where: { id: environmentId },
    data: { stateSentence, version: { increment: 1 } },
    select: { id: true },
  });
