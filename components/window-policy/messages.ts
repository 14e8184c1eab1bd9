/** What the policies of window fit say. */
export const messages = {
  crumb: "Policies",
  title: "Window fit",
  sentence:
    "Whether a change must fit into what is left of the open time before it starts: its work as rehearsed, the checks and watching, and the way back.",
  failed: "The policies could not be brought up to date.",
  standard: "Holdfast's own",
  changed: "changed",
  edit: "Edit",
  saved: "Saved. Gates follow from now on.",
  gates: {
    block: "A change that does not fit is not started.",
    warn: "A change that does not fit starts with a warning.",
    off: "Whether a change fits is not asked.",
  },
  margin: (minutes: number) =>
    minutes === 0 ? "No time to spare is asked for." : `${minutes} minutes to spare are asked for.`,
  gate: "What a change meets that does not fit",
  marginMinutes: "Minutes to spare",
  number: "Give a whole number from 0 to 480.",
  save: "Save",
  cancel: "Keep as it is",
  notSaved: "The policy was not saved.",
  choices: { block: "It is not started", warn: "A warning", off: "Nothing" },
} as const;
