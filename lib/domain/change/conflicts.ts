import { systemKey } from "../integration/kinds";
import { listed } from "../shared/words";

/** What stands in a change's way beside the calendar, the nearest first: who else is there. */
export const CONFLICT_KINDS = [
  "same_environment",
  "same_cluster",
  "same_database",
  "same_people",
  "overlapping_rings",
  "dependent_integration",
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

export type Span = { from: Date; until: Date };
export type Person = { id: string; name: string };

/** A change as far as others can collide with it. */
export type PlacedChange = {
  id: string;
  /** As people say it. */
  number: string;
  tenantId: string;
  environmentId: string;
  cluster: { id: string; name: string };
  /** The database server it shares with others; null when it has its own. */
  database: string | null;
  people: readonly Person[];
  /** The systems outside that its environment is connected to. */
  systems: readonly string[];
  /** When it runs or is to run; null while nobody has said so. */
  span: Span | null;
  running: boolean;
};

/** A train on its way, with the ring that holds the environment. */
export type PlacedTrain = { id: string; number: string; ring: string };

export type Conflict = {
  kind: ConflictKind;
  sentence: string;
  /** Where to look; null when it belongs to another tenant. */
  subject: { kind: "change" | "train"; id: string; number: string } | null;
};

/** So long is a change taken to last where nothing better is known, in minutes. */
export const ASSUMED_MINUTES = 60;
export const MAX_CONFLICTS = 20;

export const spanFrom = (from: Date, minutes = ASSUMED_MINUTES): Span => ({
  from,
  until: new Date(from.getTime() + minutes * 60_000),
});

export const overlaps = (one: Span | null, other: Span | null): boolean =>
  one !== null && other !== null && one.from < other.until && other.from < one.until;

/**
 * Everything that collides with a change, the nearest first, at most MAX_CONFLICTS. Changes of other tenants are not
 * named: whoever reads this need not know whose they are.
 */
export function conflictsOf(
  subject: Omit<PlacedChange, "id" | "number" | "running"> & { id: string | null },
  others: readonly PlacedChange[],
  trains: readonly PlacedTrain[],
): readonly Conflict[] {
  const found = others.filter(({ id }) => id !== subject.id).flatMap((other) => conflictWith(subject, other));
  const rings = trains.map(
    ({ id, number, ring }): Conflict => ({
      kind: "overlapping_rings",
      sentence: `${number} comes here too, in its ring ${ring}.`,
      subject: { kind: "train", id, number },
    }),
  );
  const rank = (one: Conflict) => CONFLICT_KINDS.indexOf(one.kind);
  return [...found, ...rings].toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_CONFLICTS);
}

function conflictWith(
  subject: Omit<PlacedChange, "id" | "number" | "running">,
  other: PlacedChange,
): readonly Conflict[] {
  const own = other.tenantId === subject.tenantId;
  const when = other.running ? "runs" : "is to run";
  const name = own ? other.number : "A change of another tenant";
  const at = own ? ({ kind: "change", id: other.id, number: other.number } as const) : null;
  const conflict = (kind: ConflictKind, sentence: string): Conflict => ({ kind, sentence, subject: at });
  if (other.environmentId === subject.environmentId) {
    const place = other.running ? "runs on this environment now" : "is open for this environment too";
    return [conflict("same_environment", `${other.number} ${place}.`)];
  }
  if (!overlaps(subject.span, other.span)) return [];
  const shared = subject.people.filter(({ id }) => other.people.some((person) => person.id === id));
  const people =
    shared.length === 0
      ? []
      : [
          conflict(
            "same_people",
            `${listed(shared.map(({ name }) => name))} ${shared.length === 1 ? "is" : "are"} needed for ${own ? other.number : "a change of another tenant"} at that time.`,
          ),
        ];
  const systems = own ? sharedSystems(subject.systems, other.systems) : [];
  const both = systems.map((system) =>
    conflict(
      "dependent_integration",
      `${name} ${when} at that time where ${system} is connected too: what goes wrong there could be either's.`,
    ),
  );
  if (other.database !== null && other.database === subject.database) {
    return [
      conflict("same_database", `${name} ${when} on the same database server at that time.`),
      ...people,
      ...both,
    ];
  }
  if (other.cluster.id === subject.cluster.id) {
    const near = conflict("same_cluster", `${name} ${when} on ${subject.cluster.name} at that time.`);
    return [near, ...people, ...both];
  }
  return [...people, ...both];
}

/** The systems both are connected to, as one conflict each; beyond three their number says enough. */
function sharedSystems(own: readonly string[], theirs: readonly string[]): readonly string[] {
  const known = new Set(theirs.map(systemKey));
  const seen = new Set<string>();
  const shared = own.filter((system) => {
    const key = systemKey(system);
    const fresh = known.has(key) && !seen.has(key);
    seen.add(key);
    return fresh;
  });
  return shared.length <= 3 ? shared : [`${shared.slice(0, 3).join(", ")} and ${shared.length - 3} more`];
}

/** How many there are of a kind. */
export const conflictsOfKind = (conflicts: readonly Conflict[], kind: ConflictKind): number =>
  conflicts.filter((one) => one.kind === kind).length;
