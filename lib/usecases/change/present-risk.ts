import "server-only";
import type { Change } from "@/lib/contracts/api/resources/change";
import type { ChangeFacts } from "./facts";

/** The score with its factors, and whoever else is there, as the pages of a change show them. */
export const presentRisk = ({
  governance: { risk, conflicts },
}: Pick<ChangeFacts, "governance">): Pick<Change, "risk" | "conflicts"> => ({
  risk: { ...risk, factors: [...risk.factors] },
  conflicts: conflicts.map(({ kind, sentence, subject }) => ({ kind, sentence, subject })),
});
