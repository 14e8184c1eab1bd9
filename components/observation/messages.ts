import type { ObservationVerdict } from "@/lib/domain/health/compare";
import type { SignalTrack } from "@/lib/domain/health/signal";

export const messages = {
  page: {
    title: "Before and after",
    against: (what: string) => `compared with ${what}`,
    failed: "The measurements could not be brought up to date.",
    loading: "The measurements are being read.",
    none: "There is nothing to draw.",
    noneYet: "Nothing has been compared yet. The first look comes when the release has visitors.",
    compared: "The newest look",
    looks: "Looks",
    looksMeta: (count: number) => (count === 1 ? "1 look" : `${count} looks, the newest first`),
    time: "time axis in",
    trafficUnit: "requests a second",
    fewer: "The last ten are shown.",
  },
  table: {
    caption: "Signals before and now",
    signal: "Signal",
    before: "Before",
    now: "Now",
    warning: "Warning",
    trigger: "Goes back",
    verdict: "Verdict",
  },
  watched: {
    title: "What is watched",
    metaBefore: (signals: number) => `${signals} signals after the release, by itself`,
    nothing: "Nothing is watched after the release at this stage.",
    signal: "Signal",
    warns: "Asks a person",
    goesBack: "Goes back by itself",
    atLeast: (value: string, factor: number) =>
      factor === 0 ? `from ${value}` : `from ${value}, if that is ${factor} times what it was before`,
  },
  effect: {
    title: "What it changed",
    against: {
      week: "compared with the same hours a week before",
      before: "compared with the time just before; a week before nothing was measured",
    },
    lines: { week: "a week before", before: "just before" },
    failed: "What it changed could not be read.",
    loading: "What was measured before and since is being read.",
    beside: "beside",
    more: (count: number) => (count === 1 ? "1 more signal" : `${count} more signals`),
    signal: "Signal",
    before: "Before",
    after: "Since",
    verdict: "Verdict",
    nowhere: "It has arrived nowhere yet.",
    words: { worse: "worse", better: "better", same: "as before", inconclusive: "inconclusive" },
    tones: { worse: "bad", better: "good", same: "good", inconclusive: "unknown" },
  },
  policies: {
    crumb: "Policies",
    title: "Observation after a release",
    sentence:
      "How long a release is watched at each stage, when a person is asked, and when Holdfast goes back by itself. Plans made from now on follow what is set here; operations keep the plan they were approved with.",
    failed: "The policies could not be brought up to date.",
    standard: "Holdfast's own settings; nobody has changed them.",
    changed: "Changed",
    edit: "Edit…",
    close: "Keep as it is",
    save: (stage: string) => `Set for ${stage}`,
    saved: "Set. Plans made from now on follow it.",
    notSaved: "Nothing was set.",
    limits: "Limits",
    limitsHint:
      "A limit is reached at the value given, and at so many times what it was before; 0 times looks at the value alone.",
    warningFrom: "asks from",
    triggerFrom: "goes back from",
    times: "times before",
    number: (min: number, max: number) => `Give a whole number from ${min} to ${max}.`,
    decimal: "Give a number of 0 or more.",
    order: "It must ask before it goes back: the first limit may not be above the second.",
    percents: "Give one or two whole numbers from 1 to 90, growing, such as 10, 50.",
  },
} as const;

export const VERDICT_WORDS: Record<
  ObservationVerdict,
  { tone: "good" | "warn" | "bad" | "unknown"; word: string }
> = {
  good: { tone: "good", word: "within limits" },
  warning: { tone: "warn", word: "warning" },
  trigger: { tone: "bad", word: "goes back" },
  thin: { tone: "unknown", word: "too little measured" },
};

export const TRACK_WORDS: Record<SignalTrack, string> = {
  all: "everybody",
  stable: "everybody else",
  canary: "canary",
};
