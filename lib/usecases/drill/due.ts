import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { drillDueAt } from "@/lib/domain/drill/due";
import { recoverySettings } from "../recovery-policy/settings";
import { drillBriefInclude } from "./rows";

/** Environments that are drilled by schedule; beyond them nobody is until there are fewer. */
const MOST = 500;

/** Production that runs something is drilled by schedule, as often as its tier says. */
const DRILLED: Prisma.EnvironmentWhereInput = { stage: "production", releaseId: { not: null } };

const dueInclude = {
  tenant: { select: { id: true, name: true, tier: true } },
  drills: {
    // However many in a row a person ended: they show nothing.
    where: { state: { in: ["passed", "failed"] } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 1,
    include: drillBriefInclude,
  },
} satisfies Prisma.EnvironmentInclude;
type Row = Prisma.EnvironmentGetPayload<{ include: typeof dueInclude }>;

/** When an environment's next drill by schedule is due; one that a person ended shows nothing and does not count. */
export type Due = { row: Row; everyDays: number; proofMaxAgeDays: number; dueAt: Date };

/** Every environment within `where` that is drilled by schedule, the one due first first. */
export async function dueDrills(
  db: Tx,
  where: Prisma.EnvironmentWhereInput,
): Promise<{ due: readonly Due[]; more: number }> {
  const within = { AND: [DRILLED, where] };
  const settingsFor = await recoverySettings(db);
  const rows = await db.environment.findMany({
    where: within,
    include: dueInclude,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: MOST,
  });
  const total = rows.length < MOST ? rows.length : await db.environment.count({ where: within });
  const due = rows.map((row) => {
    const settings = settingsFor(row.tenant.tier);
    const [ended] = row.drills;
    const dueAt = drillDueAt({ settings, lastEndedAt: ended?.finishedAt ?? null, since: row.createdAt });
    return { row, everyDays: settings.drillEveryDays, proofMaxAgeDays: settings.proofMaxAgeDays, dueAt };
  });
  return {
    due: due.toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime()),
    more: total - rows.length,
  };
}
