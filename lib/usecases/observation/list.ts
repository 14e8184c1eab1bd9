import "server-only";
import { STAGES } from "@/lib/domain/catalog/stage";
import { Nothing, query } from "../query";
import { presentObservationPolicy } from "./present";

/** How every stage is watched after a release, in the order of promotion. It belongs to no tenant. */
export const listObservationPolicies = query({
  action: "observation.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const rows = await ctx.db.prisma.observationPolicy.findMany({ take: STAGES.length });
    return {
      items: STAGES.map((stage) =>
        presentObservationPolicy(ctx, stage, rows.find((row) => row.stage === stage) ?? null),
      ),
    };
  },
});
