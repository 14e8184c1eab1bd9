import type { RollbackPreview } from "@/lib/contracts/api/resources/rollback";

export const messages = {
  title: "Way back",
  loading: "Loading",
  asOf: "As of",
  failed: "What going back would mean could not be read.",
  possible: (target: string) => `One action brings ${target} back.`,
  gatesStop: "A gate stops it now:",
  detailsOf: (steps: number, expected: string) => `${steps} steps, ${expected}`,
  noHistory: "no history of how long they take here",
  expected: (duration: string, sure: boolean) => `${duration}${sure ? "" : " or more"} expected`,
  gates: "Gates as they stand now",
  plan: "What it does",
  planStop: "When one of them fails",
  kept: "Modules that keep their newer version in the database",
  keptModule: "Module",
  keptDatabase: "In the database",
  keptCode: "Code",
  keptNoCode: "none: new since",
  change: (number: string) => `${number} then stands as rolled back.`,
  action: (target: string | undefined) => (target === undefined ? "Roll back…" : `Roll back to ${target}…`),
  ask: {
    title: (preview: RollbackPreview) =>
      `Roll ${preview.environment.name} back to ${preview.target?.name ?? "the release before"}?`,
    leaves: (from: string) => `${from} is left.`,
    confirm: (target: string | undefined) => `Roll back to ${target ?? "the release before"}`,
    reason: "Why it goes back",
    failed: "It was not rolled back.",
  },
} as const;
