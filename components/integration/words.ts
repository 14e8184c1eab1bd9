import { STATE_WORDS } from "@/components/health/words";
import type { IntegrationBrief } from "@/lib/contracts/api/resources/integration";
import { INTEGRATION_KIND_IDS, INTEGRATION_KINDS } from "@/lib/domain/integration/kinds";

export const messages = {
  title: "Integrations",
  sentence: "What the ERPs are connected to, what rests on it, and whether it works.",
  none: "No integration is written down",
  noneMore:
    "On an environment's page, write down what its ERP is connected to. Then it can be checked in turns.",
  failed: "The integrations could not be brought up to date.",
  loading: "Loading integrations",
  map: "Map",
  list: "List",
  mapTitle: "What depends on what",
  mapSentence:
    "Workflows rest on systems outside, systems are connected to environments. What is broken is drawn first.",
  mapNone: "Nothing is written down for this tenant, so nothing can be drawn.",
  more: (count: number) => `${count} more integrations are not drawn.`,
  environment: {
    none: "Nobody has written down what this ERP is connected to.",
    add: "Add an integration",
    all: "All integrations",
  },
  change: {
    title: "Integrations",
    none: "No integration of this environment is written down: what a release touches there is not known.",
    sentence: (workflows: readonly string[]) =>
      workflows.length === 0
        ? "No workflow is said to rest on them."
        : `These rest on them: ${workflows.join(", ")}.`,
    modules: (names: readonly string[]) =>
      `changed by it: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`,
    only: "only while its ERP is worked on",
  },
  one: {
    failed: "The integration could not be brought up to date.",
    check: "Check now",
    checking: "Checking",
    checked: (sentence: string) => `Checked: ${sentence}`,
    checkFailed: "It could not be checked.",
    edit: "Edit",
    remove: "Remove",
    removeTitle: (name: string) => `Remove ${name}?`,
    removeEffect: "It is checked no more and its history is gone. An alert that stands about it ends.",
    removeFailed: "It was not removed.",
    history: "Checks of the last 72 hours",
    historyNone: "It was not checked yet.",
    shared: "Who shares this system",
    sharedNone: "No other environment of this tenant is connected to it.",
    sharedSentence: "Changes on them at the same time stand in each other's way.",
    facts: "What is known",
    never: "never",
  },
  form: {
    addTitle: "Add an integration",
    editTitle: (name: string) => `Edit ${name}`,
    effect:
      "Holdfast checks it in turns and raises an alert when it fails twice of three times. Nothing is written on the other side.",
    save: "Save the integration",
    cancel: "Keep as it is",
    failed: "The integration was not saved.",
  },
} as const;

export const integrationState = ({ state, checked }: Pick<IntegrationBrief, "state" | "checked">) =>
  checked ? STATE_WORDS[state] : { tone: "unknown" as const, word: "Not checked" };

export const STATE_CHOICES = [
  { value: "", label: "Any state" },
  ...(["bad", "warn", "unknown", "good"] as const).map((value) => ({
    value,
    label: STATE_WORDS[value].word,
  })),
];
export const KIND_CHOICES = [
  { value: "", label: "Any kind" },
  ...INTEGRATION_KIND_IDS.map((value) => ({ value, label: INTEGRATION_KINDS[value] })),
];
