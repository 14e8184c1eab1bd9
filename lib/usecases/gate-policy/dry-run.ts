import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { PolicyDryRun } from "@/lib/contracts/api/resources/gate-policy";
import { environmentsIn } from "@/lib/data/scope";
import { changeNumber } from "@/lib/domain/change/number";
import { type Asked, differenceOf } from "@/lib/domain/policy/dry-run";
import { holdsAllFacts } from "@/lib/domain/policy/facts-schema";
import { compilePolicy } from "@/lib/domain/policy/written-rules";
import { found, query } from "../query";
import { rulesOf } from "./active";
import { draftRow } from "./rows";

const SHOWN = 200;

/**
 * What the draft would have said to the last changes that were submitted, approved or started, from the facts kept with
 * them: only what differs is listed. Gates that are no written rules stay as they were.
 */
export const dryRunGateDraft = query({
  action: "policy.read",
  input: API.dryRunGateDraft.query,
  run: async ({ ctx, scope, input }): Promise<PolicyDryRun> => {
    const db = ctx.db.prisma;
    const draft = found(await draftRow(db), "draft of the gate rules");
    const rows = await db.changeJudgement.findMany({
      where: { change: { environment: environmentsIn(scope) } },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: input.last,
      select: {
        ...{ moment: true, at: true, document: true, verdicts: true },
        change: {
          select: { id: true, number: true, title: true, environment: { select: { name: true } } },
        },
      },
    });
    const policy = compilePolicy(draft.number, rulesOf(draft));
    const differing = rows.flatMap((row) => {
      const { document } = row;
      if (!holdsAllFacts(document)) return [];
      const difference = differenceOf(policy, { document, verdicts: row.verdicts as Asked["verdicts"] });
      if (difference === null) return [];
      const { id, number, title, environment } = row.change;
      return {
        change: { id, number: changeNumber(number), title },
        environment: environment.name,
        moment: row.moment,
        at: row.at.toISOString(),
        ...difference,
        gates: [...difference.gates],
      };
    });
    return {
      revision: draft.revision,
      asked: rows.filter(({ document }) => holdsAllFacts(document)).length,
      incomplete: rows.filter(({ document }) => !holdsAllFacts(document)).length,
      differing: differing.slice(0, SHOWN),
      opened: differing.filter(({ before, after }) => before === "refused" && after === "open").length,
      closed: differing.filter(({ before, after }) => before === "open" && after === "refused").length,
    };
  },
});
