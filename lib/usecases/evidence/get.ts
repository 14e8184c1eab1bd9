import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { found, query } from "../query";
import { releaseEvidence } from "./present";

/** What is shown about a release, and its quarantines. */
export const getReleaseEvidence = query({
  action: "release.read",
  input: API.getReleaseEvidence.params,
  run: async ({ ctx, input: { releaseId } }) => {
    const db = ctx.db.prisma;
    found(await db.release.findUnique({ where: { id: releaseId }, select: { id: true } }), "release");
    return releaseEvidence(db, ctx, releaseId);
  },
});
