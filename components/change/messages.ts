const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export const messages = {
  changes: "Changes",
  draft: "Draft a change",
  queue: {
    title: "Queue",
    mine: (count: number) =>
      count === 0
        ? "None of these waits for you. "
        : `${count} of these ${count === 1 ? "waits" : "wait"} for you. `,
    shown: (shown: number, more: boolean) =>
      shown === 0
        ? "No change matches."
        : `${plural(shown, "change", "changes")}${more ? " on this page, and more behind it" : " in all"}.`,
    waitingFor: "Waiting for",
    search: "Number, title, release",
    choices: [
      { value: "", label: "anything" },
      { value: "me", label: "me" },
      { value: "decision", label: "a decision" },
      { value: "start", label: "its start" },
      { value: "running", label: "its end (running)" },
      { value: "ended", label: "nothing (ended)" },
    ],
    emptyTitle: "No change here.",
    emptyFiltered: "Nothing matches these filters. Take one away to see more.",
    emptyAll: "A change moves a release to an environment, with evidence, approval and a way back.",
    failed: "The list could not be brought up to date.",
    note: "last moved first",
  },
  page: {
    what: "What changes",
    whatMeta: (differ: number, same: number) => `${plural(differ, "module", "modules")} of ${differ + same}`,
    noDifference: "No module differs from what runs now.",
    firstRelease: "Nothing runs there yet; every module is new.",
    compare: "Compare releases",
    configuration: "Settings of the ERP",
    place: "Ingress, resources and packages",
    where: "Where",
    gates: "Gates",
    declared: "Declared an emergency, for the reason above.",
    gatesOver: "Its gates are no longer evaluated: nothing can be decided or started any more.",
    evaluated: " · evaluated ",
    people: "People",
    nobody: "Nobody has decided yet.",
    decided: (count: number) => plural(count, "decision", "decisions"),
    approvers: "May decide",
    plan: "Plan",
    planMeta: (forward: number, back: number) =>
      `${plural(forward, "step", "steps")}${back === 0 ? "" : `, ${back} to go back`} · what is approved is what runs`,
    andAnswer: (time: string) => `+ ${time} for an answer`,
    closed: (expected: string | null, atMost: string) =>
      expected === null
        ? `No earlier run here says how long the door will be closed; at most ${atMost}.`
        : `The door is expected to be closed for ${expected}, at most ${atMost}.`,
    rollback: "If it has to be rolled back",
    reason: "Why",
    rollbackPlan: "Rollback plan",
    fallback: "Work by hand meanwhile",
    communication: "Who is told",
    written: "written",
    notWritten: "not written",
    none: "Not written.",
    timeline: "Timeline",
    entries: (count: number) => plural(count, "entry", "entries"),
    failed: "The change could not be brought up to date.",
    decision: "Decision",
  },
} as const;
