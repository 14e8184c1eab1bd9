import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { RecoveryProof } from "@/lib/contracts/api/resources/objective";
import { environmentsIn, processesIn } from "@/lib/data/scope";
import type { Context } from "../context";
import { presentProcess, processInclude } from "../objective/rows";
import { found, Nothing, query } from "../query";
import { loadProofGround, type ProofRow, presentProof, proofSelect } from "./present";

const MOST = 500;
const PROCESSES = 50;

/** Every production environment in scope that runs something: promised against measured, worst first. */
export const listProofs = query({
  action: "objective.read",
  input: Nothing,
  run: async ({ ctx, scope }) => {
    const where = {
      AND: [{ stage: "production" as const, releaseId: { not: null } }, environmentsIn(scope)],
    };
    const rows = await ctx.db.prisma.environment.findMany({
      where,
      select: proofSelect,
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: MOST,
    });
    const total = rows.length < MOST ? rows.length : await ctx.db.prisma.environment.count({ where });
    return { items: worstFirst(await proofs(ctx, rows)), more: total - rows.length };
  },
});

/** One environment's promise and proof, with the processes that ask for it. */
export const getProof = query({
  action: "objective.read",
  input: API.getProof.params,
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
        select: proofSelect,
      }),
      "environment",
    );
    if (row.stage !== "production") return { proof: null, processes: [] };
    const processes = await ctx.db.prisma.businessProcess.findMany({
      where: {
        AND: [
          { tenantId: row.tenantId, OR: [{ environmentId: null }, { environmentId: row.id }] },
          processesIn(scope),
        ],
      },
      include: processInclude,
      orderBy: [{ rtoSeconds: "asc" }, { name: "asc" }],
      take: PROCESSES,
    });
    const [proof] = await proofs(ctx, [row]);
    return { proof: proof ?? null, processes: processes.map((each) => presentProcess(ctx, each)) };
  },
});

async function proofs(ctx: Context, rows: readonly ProofRow[]): Promise<RecoveryProof[]> {
  const ground = await loadProofGround(ctx.db.prisma, rows);
  return rows.map((row) => presentProof(row, ground, ctx.now));
}

const ORDER = { blocks: 0, warns: 1, proven: 2, not_asked: 3 } as const;

/** What stops somebody first; among equals the one with more open changes. */
const worstFirst = (items: readonly RecoveryProof[]): RecoveryProof[] =>
  items.toSorted(
    (one, other) => ORDER[one.verdict] - ORDER[other.verdict] || other.changes.length - one.changes.length,
  );
