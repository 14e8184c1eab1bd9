export const messages = {
  crumb: "Gate rules",
  title: "Gate rules",
  sentence:
    "What every change is asked before it is approved, started or resumed, beyond what Holdfast refuses by itself.",
  failed: "The gate rules could not be brought up to date.",
  holds: {
    title: "What holds",
    shipped: "the rules that come with Holdfast",
    version: (number: number) => `version ${number}, since`,
    none: "No written rule holds. Holdfast's own gates go on refusing.",
    caption: "Rules that hold",
    add: "Write a rule",
  },
  columns: { rule: "Rule", verdict: "If violated", where: "Asked in", when: "Objects when" },
  verdicts: { block: "Refuses", warn: "Warns" },
  waivable: "can be waived",
  edit: "Edit",
  remove: "Remove",
  draft: {
    title: "Draft",
    meta: (number: number, author: string) => `version ${number}, by ${author},`,
    nothingHolds: "Nothing of this holds before it is activated.",
    same: "The draft says what holds already.",
    outdated: "Another version became active after this draft was begun. Discard it and write it anew.",
    activate: "Activate",
    discard: "Discard",
    changes: { added: "New", changed: "Changed", removed: "Removed" },
    before: "Before",
    after: "After",
    caption: "Rules of the draft",
    diff: "How it differs",
    rules: "All its rules",
  },
  form: {
    newTitle: "Write a rule",
    editTitle: (title: string) => `Edit ${title}`,
    label: "Rule",
    hint: "YAML. `when` is an expression in CEL: when it says yes, the rule objects. Sentences take values in {{ … }}.",
    save: "Save to the draft",
    cancel: "Leave as it is",
    failed: "The rule was not saved.",
    template: `id: my_rule
title: My rule
when: risk.score > 70 && environment.tier == "tier1"
verdict: warn
fact: The risk is {{ risk.score }} of 100.
remedy: Choose a quieter time.
passes: The risk is {{ risk.score }} of 100.
waivable: true
stages: [production]
`,
  },
  removing: {
    title: (title: string) => `Take “${title}” out of the draft?`,
    effect: "It goes on holding until the draft is activated.",
    confirm: "Take it out",
    failed: "The rule was not removed.",
  },
  discarding: {
    title: "Discard the draft?",
    effect: "What was written is thrown away. What holds goes on holding.",
    confirm: "Discard the draft",
    failed: "The draft was not discarded.",
  },
  activating: {
    title: (number: number) => `Activate version ${number}?`,
    effect: "From now on every gate follows it: open drafts, approvals, starts, and operations that resume.",
    reason: "Why",
    confirm: "Activate",
    failed: "The draft was not activated.",
    done: "It holds now.",
  },
  run: {
    title: "Dry run",
    start: "Try it on the last changes",
    again: "Try again",
    failed: "The draft could not be tried.",
    intro: "Asks the draft about the facts that were kept when changes were submitted, approved or started.",
    none: (asked: number) =>
      asked === 0
        ? "No change has been submitted, approved or started since facts are kept: there is nothing to try it on."
        : `It would have said the same of all ${asked} changes.`,
    incomplete: (count: number) =>
      `${count} older ${count === 1 ? "one lacks" : "ones lack"} facts that are declared since, and could not be asked.`,
    summary: (differing: number, asked: number) => `${differing} of ${asked} changes would differ`,
    closed: (count: number) => `${count} that went on would have been refused.`,
    opened: (count: number) => `${count} that ${count === 1 ? "was" : "were"} refused would have gone on.`,
    caption: "Judgements that would differ",
    change: "Change",
    moment: "Asked",
    outcome: "Outcome",
    gates: "What differs",
    moments: { submit: "submitted", approve: "approved", start: "started" } as Readonly<
      Record<string, string>
    >,
    outcomes: {
      "open-open": "Goes on",
      "open-refused": "Refused instead",
      "refused-open": "Goes on instead",
      "refused-refused": "Stays refused",
    } as Readonly<Record<string, string>>,
    words: {
      pass: "passes",
      warn: "warns",
      fail: "refuses",
      waived: "waived",
      owed: "owed",
      absent: "not asked",
    },
  },
  facts: {
    title: "What a rule may read",
    show: (count: number) => `Show all ${count} facts`,
    name: "Name",
    type: "Type",
    about: "What it is",
  },
  versions: {
    title: "Versions",
    caption: "Versions that have held",
    none: "Nobody has changed the rules yet.",
    version: "Version",
    by: "Activated by",
    at: "When",
    reason: "Why",
    holds: "holds now",
  },
} as const;
