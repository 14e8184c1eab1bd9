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
  data: {
    title: "Release and data together",
    saved: (change: string) => `${change} saved database and files before it updated them:`,
    does: (target: string, from: string, hours: number) =>
      `${target} runs on them again in the place of ${from}. What stands there now is backed up first and kept for ${hours} hours; it cannot be put back by one action, since the release that wrote it would have to come again as well.`,
    waiting: (number: string) => `${number} waits for a second person`,
    action: (target: string) => `Roll back to ${target} with its data…`,
    ask: (preview: RollbackPreview) =>
      `Roll ${preview.environment.name} back to ${preview.target?.name ?? "the release before"} with its data?`,
    effect: (loss: string, name: string) =>
      `${name} is closed while data and release are exchanged. Lost is what was written since: ${loss}.`,
    second: "It starts when a second person releases it.",
    confirm: (loss: string) => `Roll back · loses ${loss}`,
    askSecond: (loss: string) => `Ask a second person · loses ${loss}`,
    counting: "what is being counted",
  },
} as const;
