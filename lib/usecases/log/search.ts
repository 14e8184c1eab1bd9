import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { LogPage } from "@/lib/contracts/api/resources/log";
import type { Tx } from "@/lib/data/client";
import { isAtLeast, withSeverity } from "@/lib/domain/log/line";
import { bucketsOf, LOG_WINDOWS, MOST_LOG_LINES } from "@/lib/domain/log/window";
import { ask } from "../ask";
import { command } from "../command";
import { logTarget } from "./place";

const LIMIT_MS = 15_000;
/** Looked at for the time axis, and to find the loud ones among them: how loud a line is, is known only here. */
const LOOKED_AT = 20_000;
const OPERATIONS = 50;
const TOO_LATE = "The logs did not come within 15 s. Choose a shorter window, or one pod.";

/**
 * The newest lines of a window beside what was operated there meanwhile. A command, not a query: what people read and
 * what they looked for is in the audit log. Lines are shown without what looks like a credential, and kept nowhere.
 */
export const searchLogs = command({
  action: "log.read",
  input: API.searchLogs.body.extend(API.searchLogs.params.shape),
  target: logTarget,
  prepare: async ({ ctx, row, input }) => {
    const { window, pod, severity, text } = input;
    const to = new Date();
    const from = new Date(to.getTime() - LOG_WINDOWS[window] * 60_000);
    const question = { from, to, pod: pod ?? null, text, limit: LOOKED_AT };
    const target = { clusterId: row.clusterId, namespace: row.namespace };
    const answer = await ask((signal) => ctx.ports.logs.read(target, question, signal), LIMIT_MS, TOO_LATE);
    const spoken = withSeverity(answer.lines).filter((line) => isAtLeast(line.severity, severity));
    // What was cut off was the oldest: of before then not everything is known.
    const begins = answer.readFrom ?? answer.lines[0]?.at ?? from;
    const readFrom = answer.cut && begins > from ? begins : from;
    return { ...answer, from, to, readFrom, spoken };
  },
  run: async ({ tx, input, target: { row }, prepared, note }): Promise<LogPage> => {
    const { from, to, readFrom, source, cut, silent, spoken } = prepared;
    const { window, pod, severity, text } = input;
    const lines = spoken.slice(-MOST_LOG_LINES);
    note({ window, pod: pod ?? null, severity, text, lines: lines.length });
    return {
      ...{ from: from.toISOString(), to: to.toISOString(), readFrom: readFrom.toISOString(), source },
      ...{ cut: cut || spoken.length > lines.length, silent: [...silent] },
      lines: lines.map(({ at, ...line }) => ({ at: at.toISOString(), ...line })),
      buckets: bucketsOf(spoken, { from, to }).map(({ at, ...counts }) => ({
        at: at.toISOString(),
        ...counts,
      })),
      operations: await operationsIn(tx, row.id, { from, to }),
    };
  },
});

async function operationsIn(tx: Tx, environmentId: string, { from, to }: { from: Date; to: Date }) {
  const rows = await tx.operation.findMany({
    where: {
      ...{ environmentId, startedAt: { not: null, lte: to } },
      OR: [{ finishedAt: null }, { finishedAt: { gte: from } }],
    },
    select: { id: true, kind: true, startedAt: true, finishedAt: true, release: { select: { name: true } } },
    orderBy: { startedAt: "desc" },
    take: OPERATIONS,
  });
  return rows.reverse().flatMap(({ id, kind, startedAt, finishedAt, release }) =>
    startedAt === null
      ? []
      : [
          {
            ...{ id, kind, release: release?.name ?? null },
            startedAt: startedAt.toISOString(),
            finishedAt: finishedAt?.toISOString() ?? null,
          },
        ],
  );
}
