export const messages = {
  operations: "Operations",
  list: {
    sentence: (active: number) =>
      active === 0
        ? "Nothing runs now."
        : active === 1
          ? "One operation runs."
          : `${active} operations on this page run.`,
    title: "Runs",
    note: "newest first",
    show: "Show",
    choices: [
      { value: "", label: "all" },
      { value: "active", label: "running and waiting" },
      { value: "ended", label: "ended" },
    ],
    empty: "No operation here.",
    emptyMore: "An operation starts when an approved change is deployed.",
    failed: "The list could not be brought up to date.",
  },
  question: {
    asked: "Asked at",
    until: "Without an answer by",
    else: "it goes back by itself.",
    notNow: "Not possible now.",
  },
  page: {
    steps: "Steps",
    story: "Log",
    waiting: "No line yet.",
    smoke: "Smoke checks",
    smokeMeta: "against the real ERP's interface, leaving no trace in the books",
    smokeNone: "No smoke check has run in this operation.",
    rollback: "Rollback",
    rollbackMeta: "runs by itself when a step fails",
    /** Of a rollback, which is not itself rolled back. */
    stop: "When a step fails",
    stopMeta: "it stops there; nothing is taken back by itself",
    rollbackUnused: "Not needed so far.",
    why: "Why it failed",
    failed: "The operation could not be brought up to date.",
    storyFailed: "The log could not be brought up to date.",
    live: "live",
    ended: "ended",
    more: "The log is longer than this page shows; the newest lines are below.",
  },
} as const;
