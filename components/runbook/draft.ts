import type { RunbookContent, RunbookStep } from "@/lib/contracts/api/resources/runbook";
import { keyFor } from "@/lib/domain/runbook/content";
import type { ShippedRunbook } from "@/lib/domain/runbook/shipped/runbooks";

type Draftable<Entry> = Entry & { id: string };
export type StepDraft = Draftable<RunbookStep>;
export type ContactDraft = Draftable<RunbookContent["escalation"][number]>;
export type MessageDraft = Draftable<RunbookContent["messages"][number]>;
export type ContentDraft = {
  authority: string;
  steps: readonly StepDraft[];
  escalation: readonly ContactDraft[];
  messages: readonly MessageDraft[];
};

let made = 0;
const nextId = () => {
  made += 1;
  return `new-${made}`;
};

/** A text as the editor holds it: each entry with an id of its own, so that moving one keeps what is typed. */
export const draftOf = (content: RunbookContent | ShippedRunbook["content"]): ContentDraft => ({
  authority: content.authority,
  steps: content.steps.map((step) => ({ ...step, id: nextId() })),
  escalation: content.escalation.map((contact) => ({ ...contact, id: nextId() })),
  messages: content.messages.map((message) => ({ ...message, id: nextId() })),
});

export const emptyDraft = (): ContentDraft => ({
  authority: "",
  steps: [newStep()],
  escalation: [],
  messages: [],
});

export const newStep = (): StepDraft => ({
  ...{ id: nextId(), key: "", title: "", text: "", role: "", drillStep: null },
  who: "person",
});
export const newContact = (): ContactDraft => ({ id: nextId(), name: "", role: "", contact: "", when: "" });
export const newMessage = (): MessageDraft => ({ id: nextId(), key: "", title: "", audience: "", text: "" });

/** The text as it is sent: entries that are new get their keys from their titles; known ones keep theirs. */
export function contentFrom(draft: ContentDraft): RunbookContent {
  return {
    authority: draft.authority,
    steps: keyed(draft.steps),
    escalation: draft.escalation.map(({ id: _id, ...contact }) => contact),
    messages: keyed(draft.messages),
  };
}

function keyed<Entry extends { id: string; key: string; title: string }>(
  entries: readonly Entry[],
): Omit<Entry, "id">[] {
  const taken = entries.map(({ key }) => key).filter((key) => key !== "");
  return entries.map(({ id: _id, ...entry }) => {
    if (entry.key !== "") return entry;
    const key = keyFor(entry.title, taken);
    taken.push(key);
    return { ...entry, key };
  });
}

/** The list with one entry moved by one place; unchanged at its ends. */
export function moved<Entry extends { id: string }>(
  entries: readonly Entry[],
  id: string,
  by: -1 | 1,
): readonly Entry[] {
  const from = entries.findIndex((entry) => entry.id === id);
  const entry = entries[from];
  const to = from + by;
  if (entry === undefined || to < 0 || to >= entries.length) return entries;
  return entries.toSpliced(from, 1).toSpliced(to, 0, entry);
}
