export const messages = {
  audit: "Audit",
  sentence:
    "Every governed action and every refusal, newest first. Entries are chained by hash and cannot be edited.",
  entries: "Entries",
  note: "each entry's hash covers the one before it",
  search: "Person, action, target",
  outcome: "Outcome",
  outcomes: [
    { value: "", label: "any" },
    { value: "done", label: "done" },
    { value: "refused", label: "refused" },
  ],
  empty: "No entry here.",
  emptyMore: "Nothing matches these filters within your scope.",
  failed: "The log could not be brought up to date.",
  facts: "Facts",
  forbidden: "The audit log is not yours to read.",
} as const;
