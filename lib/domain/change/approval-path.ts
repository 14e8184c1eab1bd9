import { ROLE_NAMES, type Role } from "../access/roles";

/** One decision of a path: so many different people, each holding one of these roles over the environment. */
export type PathStep = { title: string; roles: readonly Role[]; quorum: number };

/** Who has to agree to a change, in order; kept with the change when it is submitted. */
export type ApprovalPath = {
  /** Which line of the policy it follows, in words. */
  rule: string;
  steps: readonly PathStep[];
  /** An approval counts for so many days. */
  approvalDays: number;
  /** A review is due so many days after the start; null when none is asked for. */
  reviewDays: number | null;
};

export type Person = { id: string; name: string };

/** A decision as it was recorded. */
export type GivenDecision = {
  person: Person;
  /** Whose right was used, when it was delegated. */
  onBehalfOf: Person | null;
  kind: "approved" | "rejected" | "changes_requested";
  step: number;
  contentHash: string;
  voided: boolean;
  /** Whether a template gave it: it stands for the whole path. */
  beforehand: boolean;
  at: Date;
};

/** A right to decide that somebody holds over the environment: by an own role, or for another person. */
export type Capacity = { role: Role; principal: Person | null };
export type Candidate = Person & { capacities: readonly Capacity[] };

export type StepState = PathStep & { given: readonly GivenDecision[]; state: "full" | "open" | "later" };
export type ApprovalState = {
  steps: readonly StepState[];
  /** The step that waits; null when every step is full. */
  open: number | null;
  complete: boolean;
  /** When the first of the approvals that count lapses; null without any. */
  until: Date | null;
  /** Approvals that would count, had they not been given too long ago. */
  lapsed: readonly GivenDecision[];
};

export type ApprovalGround = {
  path: ApprovalPath;
  decisions: readonly GivenDecision[];
  authorIds: readonly string[];
  contentHash: string;
  now: Date;
};

const DAY_MS = 24 * 3_600_000;

/** Until when an approval given at `at` counts. */
export const approvalCountsUntil = ({ approvalDays }: Pick<ApprovalPath, "approvalDays">, at: Date): Date =>
  new Date(at.getTime() + approvalDays * DAY_MS);

/** How many different people have to agree in all. */
export const approvalsNeeded = ({ steps }: ApprovalPath): number =>
  steps.reduce((sum, { quorum }) => sum + quorum, 0);

/** Everybody who took part in a decision: who gave it, and whose right was used. */
const partiesOf = ({ person, onBehalfOf }: GivenDecision): readonly string[] =>
  onBehalfOf === null ? [person.id] : [person.id, onBehalfOf.id];

/**
 * Where a change stands on its path. An approval counts for exactly this content, while it is young enough, and never
 * from or for somebody who wrote it; nobody counts twice, neither in person nor through a delegate. A template's decision
 * stands for all of them, and as long as one.
 */
export function approvalState({
  path,
  decisions,
  authorIds,
  contentHash,
  now,
}: ApprovalGround): ApprovalState {
  const meant = decisions.filter(
    (one) =>
      one.kind === "approved" &&
      !one.voided &&
      one.contentHash === contentHash &&
      !partiesOf(one).some((id) => authorIds.includes(id)),
  );
  const lapsed = meant.filter(({ at }) => approvalCountsUntil(path, at) <= now);
  const young = meant.filter((one) => !lapsed.includes(one));
  const whole = young.find(({ beforehand }) => beforehand);
  if (whole !== undefined)
    return { steps: [], open: null, complete: true, until: approvalCountsUntil(path, whole.at), lapsed: [] };
  const seen = new Set<string>();
  let open: number | null = null;
  const steps = path.steps.map((step, index): StepState => {
    const given: GivenDecision[] = [];
    for (const one of young) {
      if (one.step !== index || given.length >= step.quorum) continue;
      if (partiesOf(one).some((id) => seen.has(id))) continue;
      for (const id of partiesOf(one)) seen.add(id);
      given.push(one);
    }
    const full = given.length >= step.quorum;
    if (full) return { ...step, given, state: "full" };
    const state = open === null ? "open" : "later";
    open ??= index;
    return { ...step, given, state };
  });
  const counted = steps.flatMap(({ given }) =>
    given.map(({ at }) => approvalCountsUntil(path, at).getTime()),
  );
  const until = counted.length === 0 ? null : new Date(Math.min(...counted));
  // The path of what a template approved has no steps: without that approval nothing is complete.
  return { steps, open, complete: steps.length > 0 && open === null, until, lapsed };
}

export type Taking = { may: true; step: number; as: Capacity } | { may: false; reason: string };
type Voice = "you" | "they";

/**
 * Whether a person may give the approval that is open, in which capacity, and if not, why: an own role before a
 * delegated one. `voice` is whom the sentence is said to.
 */
export function takeStep(
  state: ApprovalState,
  person: Candidate,
  authorIds: readonly string[],
  voice: Voice,
): Taking {
  const no = (you: string, they: string): Taking => ({ may: false, reason: voice === "you" ? you : they });
  const step = state.open === null ? undefined : state.steps[state.open];
  if (state.open === null || step === undefined)
    return state.complete
      ? no("Every approval it needs is given.", "every approval is given")
      : no(
          "It asks for no approval as it stands: return it to draft and submit it again.",
          "nothing is open",
        );
  if (authorIds.includes(person.id)) {
    return person.id === authorIds[0]
      ? no("You asked for this change: someone else has to decide on it.", "asked for it")
      : no("You edited this change: someone else has to decide on it.", "wrote part of it");
  }
  const took = state.steps.flatMap(({ given }) => given);
  const own = took.find((one) => partiesOf(one).includes(person.id));
  if (own !== undefined) {
    return own.person.id === person.id
      ? no("You have approved it already; the next approval is another person's.", "has approved already")
      : no(`${own.person.name} has approved it for you already.`, `${own.person.name} approved for them`);
  }
  const fitting = person.capacities.filter(({ role }) => step.roles.includes(role));
  const inPerson = fitting.find(({ principal }) => principal === null);
  if (inPerson !== undefined) return { may: true, step: state.open, as: inPerson };
  for (const as of fitting) {
    if (as.principal === null || authorIds.includes(as.principal.id)) continue;
    const { id } = as.principal;
    if (!took.some((one) => partiesOf(one).includes(id))) return { may: true, step: state.open, as };
  }
  return whyNot(fitting, { step, authorIds, roles: person.capacities }, no);
}

function whyNot(
  fitting: readonly Capacity[],
  facts: { step: PathStep; authorIds: readonly string[]; roles: readonly Capacity[] },
  no: (you: string, they: string) => Taking,
): Taking {
  const author = fitting.find(
    ({ principal }) => principal !== null && facts.authorIds.includes(principal.id),
  );
  if (author?.principal) {
    const { name } = author.principal;
    return no(`You act for ${name}, who wrote this change.`, `acts for ${name}, who wrote it`);
  }
  const twice = fitting[0]?.principal;
  if (twice) {
    return no(
      `You act for ${twice.name}, who has approved it already.`,
      `acts for ${twice.name}, who has approved`,
    );
  }
  const wanted = rolesInWords(facts.step.roles);
  const held = [...new Set(facts.roles.map(({ role }) => ROLE_NAMES[role]))].join(", ") || "no role";
  return no(
    `“${facts.step.title}” asks for ${wanted}; yours is ${held}.`,
    `“${facts.step.title}” asks for ${wanted}`,
  );
}

/** "a Release manager or Plant IT". */
export const rolesInWords = (roles: readonly Role[]): string =>
  roles.map((role) => ROLE_NAMES[role]).join(" or ");

/** What is missing, in one sentence; null when nothing is. */
export function missingApprovals({ steps, open, complete, lapsed }: ApprovalState): string | null {
  if (complete) return null;
  const step = open === null ? undefined : steps[open];
  if (step === undefined)
    return lapsed.length === 0
      ? "Nobody has approved it."
      : "What a template approved beforehand has lapsed.";
  const count = step.quorum - step.given.length;
  const what = count === 1 ? "one approval" : `${count} approvals`;
  const old = lapsed.length === 0 ? "" : " An earlier approval has lapsed.";
  return `“${step.title}” waits for ${what} by ${rolesInWords(step.roles)}.${old}`;
}
