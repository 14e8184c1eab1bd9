import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn } from "@/lib/data/scope";
import { decide } from "@/lib/domain/access/decide";
import { LEAST_HOURS, LONGEST_DAYS, MOST_HOURS, USUAL_HOURS } from "@/lib/domain/scratch/keeping";
import { placeRefusal } from "@/lib/domain/scratch/refusal";
import { type Context, grantsOf } from "../context";
import { found, query } from "../query";
import { placeFacts } from "./facts";
import { presentScratchBrief } from "./present";
import { type CopiedRow, copiedInclude } from "./rows";

/** What is asked before a copy of an environment is made, and which take room now. */
export const getScratchOptions = query({
  action: "scratch.read",
  input: API.getScratchOptions.params,
  run: async ({ ctx, scope, input }) => {
    const where = { AND: [{ id: input.environmentId }, environmentsIn(scope)] };
    const row = found(
      await ctx.db.prisma.environment.findFirst({ where, include: copiedInclude }),
      "environment",
    );
    return {
      hours: { least: LEAST_HOURS, most: MOST_HOURS, usual: USUAL_HOURS },
      longestDays: LONGEST_DAYS,
      copies: row.scratchCopies.map(presentScratchBrief),
      can: { make: canMake(ctx, row) },
    };
  },
});

function canMake(ctx: Context, row: CopiedRow) {
  const scope = { level: "environment", tenantId: row.tenantId, environmentId: row.id } as const;
  const grants = grantsOf(ctx.actor);
  const decisions = (["scratch.make", "backup.read"] as const).map((action) => decide(grants, action, scope));
  const denied = decisions.find(({ allow }) => !allow);
  const reason = denied === undefined || denied.allow ? placeRefusal(placeFacts(row)) : denied.reason;
  return { allowed: reason === null, reason };
}
