/** Who does a step: a person, or in a drill Holdfast itself by a step of the drill's plan. */
export const RUNBOOK_ACTORS = ["person", "machine"] as const;
export type RunbookActor = (typeof RUNBOOK_ACTORS)[number];

export type RunbookStep = {
  /** Names the step through all versions: "declare-disaster". */
  key: string;
  title: string;
  /** How it is done, and what to look at. */
  text: string;
  who: RunbookActor;
  /** The drill's step that does it; of machine steps only. */
  drillStep: string | null;
  /** Whose hand it is when a person does it: "Shift lead". */
  role: string;
};

export type EscalationContact = { name: string; role: string; contact: string; when: string };
/** `text` may hold placeholders such as {environment}. */
export type MessageTemplate = { key: string; title: string; audience: string; text: string };

/** One text of a runbook. */
export type RunbookContent = {
  /** Who may decide what, and who stands in for them. */
  authority: string;
  steps: readonly RunbookStep[];
  escalation: readonly EscalationContact[];
  messages: readonly MessageTemplate[];
};

/** What a runbook may hold: nobody follows more than this at three in the morning. */
export const RUNBOOK_BOUNDS = {
  steps: 60,
  escalation: 20,
  messages: 20,
  key: 60,
  title: 120,
  text: 2_000,
  authority: 2_000,
} as const;

/** What a message may name, filled in where the runbook is followed. */
export const PLACEHOLDERS = {
  tenant: "the customer",
  environment: "the environment",
  started: "when the runbook was begun, on the plant's clock",
  rto: "the promised recovery time",
  rpo: "the promised loss of data at most",
  author: "who follows the runbook",
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;

const BRACED = /\{([^{}]*)\}/g;

/** Placeholders of a text that nothing fills. */
export function unknownPlaceholders(text: string): readonly string[] {
  const names = [...text.matchAll(BRACED)].map(([, name = ""]) => name);
  return [...new Set(names.filter((name) => !Object.hasOwn(PLACEHOLDERS, name)))];
}

/** The text with its placeholders filled in; what is not known yet stays as it is, so that nobody misses it. */
export function fillTemplate(text: string, values: Partial<Record<Placeholder, string>>): string {
  const known: Readonly<Record<string, string | undefined>> = values;
  return text.replace(BRACED, (braced, name: string) => known[name] ?? braced);
}

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A key for a new entry of this title that is not taken yet. */
export function keyFor(title: string, taken: readonly string[]): string {
  const base =
    title
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, RUNBOOK_BOUNDS.key - 4)
      .replaceAll(/^-+|-+$/g, "") || "step";
  let key = base;
  for (let number = 2; taken.includes(key); number += 1) key = `${base}-${number}`;
  return key;
}

/** What is wrong with a text, each with the place in it; empty when it can be kept. `drillSteps` are those that exist. */
export function contentProblems(
  { steps, messages }: RunbookContent,
  drillSteps: readonly string[],
): readonly { path: string; message: string }[] {
  return [
    ...repeated(steps, "steps"),
    ...repeated(messages, "messages"),
    ...steps.flatMap((step, index) => stepProblems(step, `steps.${index}`, drillSteps)),
    ...messages.flatMap(({ text }, index) =>
      unknownPlaceholders(text).map((name) => ({
        path: `messages.${index}.text`,
        message: `Nothing fills {${name}}. There are: ${Object.keys(PLACEHOLDERS)
          .map((each) => `{${each}}`)
          .join(", ")}.`,
      })),
    ),
  ];
}

function stepProblems(step: RunbookStep, path: string, drillSteps: readonly string[]) {
  const problems: { path: string; message: string }[] = [];
  if (step.who === "machine" && step.drillStep === null)
    problems.push({ path: `${path}.drillStep`, message: "Say which step of the drill does it." });
  if (step.who === "person" && step.drillStep !== null)
    problems.push({ path: `${path}.drillStep`, message: "A person's step names no step of the drill." });
  if (step.drillStep !== null && !drillSteps.includes(step.drillStep))
    problems.push({ path: `${path}.drillStep`, message: `A drill has no step ${step.drillStep}.` });
  if (step.who === "person" && step.role.trim() === "")
    problems.push({ path: `${path}.role`, message: "Say who does it." });
  return problems;
}

function repeated(entries: readonly { key: string }[], list: string) {
  return entries.flatMap(({ key }, index) => {
    const path = `${list}.${index}.key`;
    if (!KEY.test(key) || key.length > RUNBOOK_BOUNDS.key)
      return [{ path, message: "A key is made of small letters, digits and single hyphens." }];
    return entries.findIndex((other) => other.key === key) < index
      ? [{ path, message: `The key ${key} is used twice.` }]
      : [];
  });
}
