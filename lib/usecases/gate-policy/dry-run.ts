import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { PolicyDryRun } from "@/lib/contracts/api/resources/gate-policy";
import type { Tx } from "@/lib/data/client";
import { environmentsIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import { changeNumber } from "@/lib/domain/change/number";
import { type Asked, differenceOf } from "@/lib/domain/policy/dry-run";
import { withAllFacts } from "@/lib/domain/policy/facts-schema";
import { compilePolicy } from "@/lib/domain/policy/written-rules";
import { found, query } from "../query";
import { rulesOf } from "./active";
import { draftRow } from "./rows";

const SHOWN = 200;

/**
 * What the draft would have said to the last changes that were submitted, approved or started, each asked once, from the
 * facts kept with it last: only what differs is listed. Gates that are no written rules stay as they were.
 */
export const dryRunGateDraft = query({
  action: "policy.read",
  input: API.dryRunGateDraft.query,
  run: async ({ ctx, scope, input }): Promise<PolicyDryRun> => {
    const db = ctx.db.prisma;
    const draft = found(await draftRow(db), "draft of the gate rules");
    const rows = await newestJudgements(db, scope, input.last);
    const policy = compilePolicy(draft.number, rulesOf(draft));
    const differing = rows.flatMap((row) => {
      const document = withAllFacts(row.document);
      if (document === null) return [];
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
      asked: rows.filter(({ document }) => withAllFacts(document) !== null).length,
      incomplete: rows.filter(({ document }) => withAllFacts(document) === null).length,
      differing: differing.slice(0, SHOWN),
      opened: differing.filter(({ before, after }) => before === "refused" && after === "open").length,
      closed: differing.filter(({ before, after }) => before === "open" && after === "refused").length,
    };
  },
});

/** The newest judgement of each of the changes that were judged last, newest first. */
async function newestJudgements(db: Tx, scope: ReadScope, last: number) {
  const newest = await db.changeJudgement.groupBy({
    by: ["changeId"],
    where: { change: { environment: environmentsIn(scope) } },
    _max: { at: true },
    orderBy: [{ _max: { at: "desc" } }, { changeId: "desc" }],
    take: last,
  });
  const rows = await db.changeJudgement.findMany({
    where: { OR: newest.flatMap(({ changeId, _max: { at } }) => (at === null ? [] : [{ changeId, at }])) },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    select: {
      ...{ moment: true, at: true, document: true, verdicts: true },
      change: { select: { id: true, number: true, title: true, environment: { select: { name: true } } } },
    },
  });
  // Two of the same millisecond are one change's all the same.
  return [...new Map(rows.toReversed().map((row) => [row.change.id, row])).values()].toReversed();
}
