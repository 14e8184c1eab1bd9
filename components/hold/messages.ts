import type { Hold, HoldLevel } from "@/lib/contracts/api/resources/hold";

type Covered = Pick<Hold, "level" | "tenant" | "environment">;

/** What a hold covers, as one says it. */
const covered = (hold: Covered) =>
  hold.environment?.name ?? (hold.tenant === null ? "The whole fleet" : `All of ${hold.tenant.name}`);

export const messages = {
  held: "Held",
  covered,
  coveredFrom: (level: HoldLevel, environment: { name: string; tenant: { name: string } }) =>
    level === "environment"
      ? environment.name
      : level === "tenant"
        ? `All of ${environment.tenant.name}`
        : "The whole fleet",
  by: (owner: string) => `is held by ${owner} until`,
  effect: "Nothing that changes it starts or resumes meanwhile; what runs already runs on.",
  stopTheLine: "Stop the line:",
  moreHere: "More holds stand than are shown.",
  listFailed: "The holds could not be brought up to date.",
  mark: (owner: string, reason: string) => `held by ${owner}: ${reason}`,
  lift: {
    action: "Lift the hold…",
    notNow: "It cannot be lifted now.",
    title: (hold: Covered) => `Lift the hold: ${covered(hold)}?`,
    effect: "Starts and resumes are possible again where no other hold stands. Recorded with your name.",
    confirm: "Lift the hold",
    reason: "Why it can be lifted",
    failed: "The hold was not lifted.",
  },
  place: {
    action: "Place a hold…",
    title: "Stop the line",
    effect:
      "Nothing that changes what runs there or its data starts or resumes until the hold is lifted or ends. What runs already runs on; backups, their proofs and drills go on.",
    confirm: "Place the hold",
    cancel: "Keep as it is",
    over: "What is held",
    levels: { environment: "This environment", tenant: "Whole tenant", fleet: "Whole fleet" },
    reason: "Why it is held",
    reasonHint: "Everyone whose start it stops reads this.",
    hours: "Hours",
    ends: "Ends by itself",
    hoursProblem: "Give a number of hours from 1 to 744, which is 31 days.",
    reasonProblem: "Give a reason of at least 5 characters.",
    failed: "The hold was not placed.",
  },
} as const;
