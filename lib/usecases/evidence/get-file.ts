import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { found, query } from "../query";

/** A report as it was sent. */
export const getEvidenceFile = query({
  action: "release.read",
  input: API.getEvidenceFile.params,
  run: async ({ ctx, input }) => {
    const row = await ctx.db.prisma.evidence.findUnique({
      where: { id: input.evidenceId },
      select: { fileName: true, file: true },
    });
    const { file, fileName } = found(row, "evidence");
    const { hash, mediaType, bytes } = found(file, "report");
    return { name: fileName, hash, mediaType, content: Buffer.from(bytes).toString("utf8") };
  },
});
