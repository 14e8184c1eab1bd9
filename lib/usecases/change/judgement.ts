import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { ChangeFacts } from "./facts";

export type JudgedMoment = "submit" | "approve" | "start";

/** Keeps what the gates looked at (bounded by its fields) and said, so that other rules can be tried on it and the risk held against the outcome. */
export async function keepJudgements(
  tx: Tx,
  moment: JudgedMoment,
  judged: readonly { changeId: string; facts: Pick<ChangeFacts, "gates" | "document" | "governance"> }[],
  at: Date,
): Promise<void> {
  if (judged.length === 0) return;
  await tx.changeJudgement.createMany({
    data: judged.map(({ changeId, facts: { gates, document, governance } }) => {
      const { policy, risk } = governance;
      const written = new Set(policy.rules.map(({ id }) => id));
      const verdicts = Object.fromEntries(
        gates.map(({ id, title, verdict }) => [id, { verdict, title, written: written.has(id) }]),
      );
      return {
        ...{ changeId, moment, at, policyNumber: policy.number },
        document: document as unknown as Prisma.InputJsonValue,
        verdicts: verdicts as Prisma.InputJsonValue,
        riskScore: risk.score,
        riskBand: risk.band,
      };
    }),
  });
}
