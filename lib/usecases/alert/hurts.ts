import "server-only";
import type { Tx } from "@/lib/data/client";
import { reliesOn } from "@/lib/domain/calendar/site";
import { listed } from "@/lib/domain/shared/words";

const NAMED = 6;

/** Whom trouble in an environment hurts: its sites and what the business does there (requirement G4). */
export type Hurts = {
  tenant: string | null;
  sites: readonly string[];
  processes: readonly string[];
  /** How many people work at those sites, as far as it was written down; null where it never was. */
  people: number | null;
};

const NOBODY: Hurts = { tenant: null, sites: [], processes: [], people: null };

/**
 * Read for one environment; the business is hurt only where it works, which is production. `doing` is what alone is
 * hurt of it, where that is known.
 */
export async function hurtsOf(
  tx: Tx,
  environmentId: string | null,
  doing: readonly string[] | null = null,
): Promise<Hurts> {
  if (environmentId === null) return NOBODY;
  const row = await tx.environment.findUnique({
    where: { id: environmentId },
    select: {
      stage: true,
      tenant: {
        select: {
          name: true,
          sites: {
            select: { name: true, people: true, environments: { select: { environmentId: true } } },
            orderBy: { name: "asc" },
            take: 50,
          },
          processes: {
            where: { OR: [{ environmentId: null }, { environmentId }] },
            select: { name: true },
            orderBy: { rtoSeconds: "asc" },
            take: 50,
          },
        },
      },
    },
  });
  if (row === null) return NOBODY;
  const { name, sites, processes } = row.tenant;
  if (row.stage !== "production") return { ...NOBODY, tenant: name };
  const relying = sites.filter(({ environments }) =>
    reliesOn(
      environments.map((link) => link.environmentId),
      environmentId,
    ),
  );
  const counts = relying.flatMap(({ people }) => (people === null ? [] : [people]));
  return {
    tenant: name,
    sites: relying.map((site) => site.name),
    processes: doing ?? processes.map((one) => one.name),
    people: counts.length === 0 ? null : counts.reduce((sum, one) => sum + one, 0),
  };
}

const named = (names: readonly string[]): string =>
  names.length <= NAMED
    ? listed(names)
    : `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`;

/** "Hurts 273 people at Werk Süd and Lager Nord: work orders, shipping." */
export function hurtsSentence({ sites, processes, people }: Hurts): string {
  if (sites.length === 0 && processes.length === 0) return "";
  const what = processes.length === 0 ? "" : `: ${named(processes)}`;
  return sites.length === 0
    ? `Hurts ${named(processes)}.`
    : `Hurts ${people === null ? "" : `${people} people at `}${named(sites)}${what}.`;
}
