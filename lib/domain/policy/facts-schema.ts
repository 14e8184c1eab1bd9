/**
 * What a written rule may read, by group and field: nothing else exists for it. Whole numbers only. `before` is what a
 * document says of a fact that was declared after it was kept; `byClock` is a
 * fact that differs without anything happening, or the steadier fact of its group that tells as much; `counts` marks a
 * number of troubles, of which fewer are no new ground, with the list of its group that names them in the order of these
 * numbers, or true where none does.
 */
export const FACTS_SCHEMA = {
  change: {
    class: { type: "string", about: "standard, normal, major or emergency." },
    flags: {
      type: "list<string>",
      about:
        "What it touches: schema, security, data, cron, integration, authentication, dependencies, infrastructure.",
    },
  },
  environment: {
    name: { type: "string", about: "As people call it." },
    stage: { type: "string", about: "dev, integration, staging, uat or production." },
    tier: { type: "string", about: "tier1 (most critical), tier2 or tier3." },
    state: { type: "string", about: "ready, changing or needs_attention." },
    cluster: { type: "string", about: "Name of the cluster it runs on." },
    firstRelease: { type: "bool", about: "True while nothing runs there yet." },
  },
  release: {
    name: { type: "string", about: "The release that is to run." },
    line: {
      type: "string",
      about: "feature for a planned one, urgent_fix for a fix that could not wait.",
      before: "feature",
    },
    running: { type: "string", about: "The release that runs now; empty while none does." },
    modules: { type: "list<string>", about: "Modules that are new or change, by name; at most 200." },
    modulesNew: { type: "int", about: "How many modules are new." },
    modulesChanged: { type: "int", about: "How many modules change their version." },
    modulesRemoved: { type: "int", about: "How many modules are dropped." },
    schemaModules: { type: "list<string>", about: "Modules that change the database's schema; at most 200." },
    lowered: {
      type: "list<string>",
      about: 'Modules that go back, as "stock 2.0 → 1.0"; at most 200.',
    },
  },
  plans: {
    rollback: { type: "string", about: "The rollback plan's first 500 characters." },
    fallback: { type: "string", about: "How the plant works on by hand; first 500 characters." },
    communication: { type: "string", about: "Who is told what and when; first 500 characters." },
  },
  recovery: {
    drilled: { type: "bool", about: "True once a drill of this environment has ended." },
    passed: { type: "bool", about: "True when the last drill recovered it." },
    proofAgeDays: {
      type: "int",
      about: "Full days since the last drill; -1 without one.",
      byClock: true,
    },
    proofMaxAgeDays: { type: "int", about: "How old a proof may be in its tier." },
    rtoMeasuredSeconds: { type: "int", about: "What the last drill measured; -1 when it did not." },
    rtoPromisedSeconds: { type: "int", about: "What the business was promised; -1 when nothing was." },
    backupStore: { type: "bool", about: "Whether the tenant has a place for backups." },
  },
  evidence: {
    missing: { type: "list<string>", about: "Kinds that are asked for and not attached, such as signature." },
    expired: { type: "list<string>", about: "Kinds that are asked for and too old." },
    failed: { type: "list<string>", about: "Kinds that are asked for and bad by their numbers." },
  },
  calendar: {
    hoursUntilClosed: {
      type: "int",
      about: "Full hours until the calendar closes on it, 0 while it is closed; -1 when not within 72 hours.",
      byClock: true,
    },
    planned: { type: "bool", about: "True when a start is planned." },
  },
  risk: {
    score: { type: "int", about: "0 to 100.", byClock: "band" },
    band: { type: "string", about: "low, medium or high." },
  },
  history: {
    similar: { type: "int", about: "Deployments like it that ended within 180 days." },
    failed: { type: "int", about: "How many of those did not succeed.", counts: true },
    failurePercent: { type: "int", about: "The expected rate of failure, also where few have run." },
    recentFailures: { type: "int", about: "Operations that failed there within 14 days.", counts: true },
  },
  conflicts: {
    sameEnvironment: { type: "int", about: "Other open changes of this environment.", counts: "sentences" },
    sameCluster: { type: "int", about: "Changes on its cluster that overlap in time.", counts: "sentences" },
    sameDatabase: {
      type: "int",
      about: "Changes on its shared database server that overlap in time.",
      counts: "sentences",
    },
    samePeople: { type: "int", about: "Overlapping changes that need the same people.", counts: "sentences" },
    overlappingRings: {
      type: "int",
      about: "Trains on their way that hold this environment in a ring.",
      counts: "sentences",
    },
    dependentIntegration: {
      type: "int",
      about: "Overlapping changes elsewhere that are connected to the same system outside.",
      before: 0,
      counts: "sentences",
    },
    sentences: { type: "list<string>", about: "Every conflict in words; at most 20." },
  },
  gates: {
    failing: { type: "list<string>", about: "Gates outside these rules that refuse, by their id." },
    warning: { type: "list<string>", about: "Gates outside these rules that warn, by their id." },
  },
} as const satisfies Record<string, Record<string, DeclaredFact>>;

type DeclaredFact = {
  type: FactType;
  about: string;
  before?: number | string;
  byClock?: true | "band";
  counts?: true | "sentences";
};

type FactType = "string" | "int" | "bool" | "list<string>";
type ValueOf<Type extends FactType> = Type extends "string"
  ? string
  : Type extends "int"
    ? number
    : Type extends "bool"
      ? boolean
      : readonly string[];
type Schema = typeof FACTS_SCHEMA;

/** Everything a written rule can see of a change at one moment. Plain JSON: it is stored with decisions as it is. */
export type FactsDocument = { moment: string } & {
  readonly [Group in keyof Schema]: {
    readonly [Field in keyof Schema[Group]]: Schema[Group][Field] extends {
      type: infer Type extends FactType;
    }
      ? ValueOf<Type>
      : never;
  };
};

type Kept = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
const FIELDS: readonly (readonly [
  string,
  Readonly<Record<string, { type: FactType; before?: number | string }>>,
])[] = Object.entries(FACTS_SCHEMA);

/**
 * A stored document with everything that rules may read today: one kept earlier lacks what was declared since, and gets
 * what is said to have held before. Null when it lacks more than that.
 */
export function withAllFacts(value: unknown): FactsDocument | null {
  const kept = (value ?? {}) as Kept;
  const groups = FIELDS.map(([group, fields]) => {
    const defaults = Object.entries(fields).flatMap(([field, { before }]) =>
      before === undefined ? [] : [[field, before] as const],
    );
    return [group, { ...Object.fromEntries(defaults), ...kept[group] }] as const;
  });
  const whole: unknown = { ...kept, ...Object.fromEntries(groups) };
  return holdsAllFacts(whole) ? whole : null;
}

const holdsAllFacts = (value: unknown): value is FactsDocument =>
  FIELDS.every(([group, fields]) =>
    Object.entries(fields).every(([field, { type }]) => fits((value as Kept)[group]?.[field], type)),
  );

function fits(value: unknown, type: FactType): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "int":
      return Number.isInteger(value);
    case "list<string>":
      return Array.isArray(value);
  }
}

/** Facts in the form expressions read them: whole numbers as the language's own. Made once for all rules. */
export type ReadableFacts = { readonly [group: string]: unknown };

export const MAX_FACT_ITEMS = 200;
export const MAX_FACT_TEXT = 500;
