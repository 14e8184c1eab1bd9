import type { ModuleDifference } from "../release/diff";
import {
  changedEntries,
  changedFields,
  changedKeys,
  type ModuleMetadata,
  NO_METADATA,
  type ReleaseContent,
} from "../release/manifest";

/** What a change touches, beyond that it brings other code. */
export const CHANGE_FLAGS = [
  "schema",
  "security",
  "data",
  "cron",
  "integration",
  "authentication",
  "dependencies",
  "infrastructure",
] as const;
export type ChangeFlag = (typeof CHANGE_FLAGS)[number];

export const FLAG_NAMES = {
  schema: "Schema",
  security: "Security",
  data: "Data",
  cron: "Scheduled jobs",
  integration: "Integration",
  authentication: "Authentication",
  dependencies: "Dependencies",
  infrastructure: "Infrastructure",
} as const satisfies Record<ChangeFlag, string>;

/** Why a flag holds: where it was found, and what differs there. `module` is null for the image and its settings. */
export type FlagReason = { flag: ChangeFlag; module: string | null; sentence: string };

export type FlagFindings = {
  /** In the order of CHANGE_FLAGS, each once. */
  flags: readonly ChangeFlag[];
  reasons: readonly FlagReason[];
  /**
   * Modules that change, and the image, without CI having told what is in them: what they touch beside the schema is
   * unknown.
   */
  untold: readonly string[];
};

/** So many reasons are kept; a first deployment of a thousand modules needs no more. */
export const MAX_FLAG_REASONS = 200;
const NAMED = 4;

/**
 * The flags of going from what runs to another release (requirement C1), each with its reasons. `from` is null where
 * nothing runs yet: then everything is new. A module that goes away stays in the database, so it raises no flag. One
 * whose version did not move is compared all the same: a version that was forgotten to be raised hides nothing.
 */
export function flagsOf(
  from: ReleaseContent | null,
  to: ReleaseContent,
  differences: readonly ModuleDifference[],
): FlagFindings {
  const before = new Map((from?.modules ?? []).map((module) => [module.name, module.metadata]));
  const after = new Map(to.modules.map((module) => [module.name, module.metadata]));
  const moving = differences.filter(({ kind }) => kind !== "removed");
  const told = moving.map((difference): FlagReason[] | null => {
    const wanted = after.get(difference.name) ?? null;
    const known = difference.kind === "new" ? NO_METADATA : (before.get(difference.name) ?? null);
    return wanted === null || known === null ? null : moduleReasons(difference.name, known, wanted);
  });
  const kept = sameVersion(before, after, differences);
  const all = [
    ...moving.filter(({ schemaChange }) => schemaChange).map(schemaReason),
    ...told.flatMap((reasons) => reasons ?? []),
    ...kept.flatMap(({ reasons }) => reasons ?? []),
    ...placeReasons(from, to),
  ];
  const held = new Set(all.map(({ flag }) => flag));
  return {
    flags: CHANGE_FLAGS.filter((flag) => held.has(flag)),
    reasons: firstOfEach(all),
    untold: [
      ...moving.filter((_, index) => told[index] === null).map(({ name }) => name),
      ...kept.filter(({ reasons }) => reasons === null).map(({ name }) => name),
      ...(isImageTold(from, to) ? [] : [THE_IMAGE]),
    ],
  };
}

type Told = ReadonlyMap<string, ModuleMetadata | null>;
type Kept = { name: string; reasons: readonly FlagReason[] | null };

/** Modules of both releases at the same version: reasons where their content differs, null where one side is untold. */
function sameVersion(before: Told, after: Told, differences: readonly ModuleDifference[]): readonly Kept[] {
  const moving = new Set(differences.map(({ name }) => name));
  return [...after.keys()].toSorted().flatMap((name): Kept[] => {
    const [known, wanted] = [before.get(name), after.get(name)];
    if (moving.has(name) || known === undefined || wanted === undefined || known === wanted) return [];
    if (known === null || wanted === null) return [{ name, reasons: null }];
    const reasons = moduleReasons(name, known, wanted, " (same version, other content)");
    const same = known.authentication === wanted.authentication;
    return [{ name, reasons: same && reasons.every(isStanding) ? [] : reasons }];
  });
}

/** What stands in `untold` for the image itself. */
const THE_IMAGE = "the image";

/** Another image of which nobody told holds anything; where nothing runs yet there is nothing to hold it against. */
const isImageTold = (from: ReleaseContent | null, to: ReleaseContent): boolean =>
  from === null || from.digest === to.digest || (from.extras !== null && to.extras !== null);

const schemaReason = ({ name, from, to }: ModuleDifference): FlagReason => ({
  flag: "schema",
  module: name,
  sentence:
    from === null
      ? `${name} ${to} comes with tables of its own.`
      : `${name} ${from} → ${to} changes the database's schema.`,
});

/** What of a module's content differs; `note` stands behind its name. */
function moduleReasons(name: string, from: ModuleMetadata, to: ModuleMetadata, note = ""): FlagReason[] {
  const found: readonly (readonly [ChangeFlag, string, readonly string[]])[] = [
    ["schema", "models and fields", changedFields(from.models, to.models)],
    ["security", "security files", changedKeys(from.securityFiles, to.securityFiles)],
    ["data", "data files", changedKeys(from.dataFiles, to.dataFiles)],
    ["cron", "scheduled jobs", changedKeys(from.scheduledJobs, to.scheduledJobs)],
    ["integration", "addresses outside", changedEntries(from.endpoints, to.endpoints)],
    ["dependencies", "Python packages", changedEntries(from.python, to.python)],
  ];
  const reasons = found
    .filter(([, , what]) => what.length > 0)
    .map(([flag, aspect, what]) => ({
      ...{ flag, module: name, sentence: `${name}${note}, ${aspect}: ${named(what)}.` },
    }));
  if (!from.authentication && !to.authentication) return reasons;
  return [
    ...reasons,
    { flag: "authentication", module: name, sentence: `${name}${note} takes part in signing in.` },
  ];
}

/** Holds of a module whether anything of it differs or not. */
const isStanding = ({ flag }: FlagReason): boolean => flag === "authentication";

/** Settings by which people sign in; the others are the place's. */
const SIGN_IN_SETTING = /^(auth|oauth|ldap|saml|totp|password|session|admin_passwd|list_db)/;

function placeReasons(from: ReleaseContent | null, to: ReleaseContent): FlagReason[] {
  if (from === null) return [];
  const settings = changedKeys(from.configuration, to.configuration);
  const reason = (flag: ChangeFlag, aspect: string, what: readonly string[]): FlagReason[] =>
    what.length === 0 ? [] : [{ flag, module: null, sentence: `${aspect}: ${named(what)}.` }];
  const signIn = settings.filter((key) => SIGN_IN_SETTING.test(key));
  const rest = settings.filter((key) => !SIGN_IN_SETTING.test(key));
  const reasons = [
    ...reason("authentication", "Settings of signing in", signIn),
    ...reason("infrastructure", "Settings of the ERP", rest),
  ];
  if (from.extras === null || to.extras === null) return reasons;
  return [
    ...reasons,
    ...reason("infrastructure", "Ingress", changedKeys(from.extras.ingress, to.extras.ingress)),
    ...reason("infrastructure", "Resources", changedKeys(from.extras.resources, to.extras.resources)),
    ...reason(
      "dependencies",
      "Python packages of the image",
      changedEntries(from.extras.python, to.extras.python),
    ),
  ];
}

/** The first of every flag come first, so that a bounded list leaves no flag without a reason. */
function firstOfEach(reasons: readonly FlagReason[]): readonly FlagReason[] {
  const firsts = CHANGE_FLAGS.flatMap((flag) => reasons.find((reason) => reason.flag === flag) ?? []);
  const kept = new Set(
    [...firsts, ...reasons.filter((one) => !firsts.includes(one))].slice(0, MAX_FLAG_REASONS),
  );
  return CHANGE_FLAGS.flatMap((flag) => [...kept].filter((reason) => reason.flag === flag));
}

function named(what: readonly string[]): string {
  const shown = what.slice(0, NAMED).join(", ");
  return what.length > NAMED ? `${shown} and ${what.length - NAMED} more` : shown;
}
