import { messages } from "@/components/observation/messages";
import type { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import { OBSERVATION_BOUNDS, type SignalLimit } from "@/lib/domain/health/observation";
import { SIGNALS, type SignalName, type SignalUnit } from "@/lib/domain/health/signal";

/** Fields of whole numbers, as the form shows them. */
export const NUMBERS = [
  { name: "soakSeconds", label: "Watched with everybody on it", unit: "seconds", hint: "0 does not watch." },
  {
    name: "canarySoakSeconds",
    label: "Each share of a canary watched",
    unit: "seconds",
    hint: "0 does not watch.",
  },
  { name: "baselineSeconds", label: "Compared with the time before", unit: "seconds", hint: "" },
  {
    name: "minimumRequests",
    label: "Requests needed to judge",
    unit: "requests",
    hint: "Fewer prove nothing.",
  },
  { name: "answerSeconds", label: "A question waits", unit: "seconds", hint: "Then it goes back." },
] as const;
type NumberName = (typeof NUMBERS)[number]["name"];

type LimitDraft = { floor: string; factor: string };
export type ThresholdDraft = { signal: SignalName; warning: LimitDraft; trigger: LimitDraft };
export type PolicyDraft = {
  numbers: Record<NumberName, string>;
  percents: string;
  whenThin: "go_on" | "ask";
  thresholds: readonly ThresholdDraft[];
};

/** A part of the form: what it shows, what is wrong with it, and what became of it. */
export type DraftProps = {
  draft: PolicyDraft;
  problems: Readonly<Record<string, string>>;
  onChange: (draft: PolicyDraft) => void;
};

/** What people write is in these units; what is stored is in the signal's own. */
const SHOWN: Record<SignalUnit, { unit: string; scale: number }> = {
  ratio: { unit: "%", scale: 100 },
  seconds: { unit: "s", scale: 1 },
  per_second: { unit: "/s", scale: 1 },
  count: { unit: "", scale: 1 },
  bytes: { unit: "MB", scale: 1 / 1024 ** 2 },
};

export const shownUnit = (signal: SignalName): string => SHOWN[SIGNALS[signal].unit].unit;
const scaleOf = (signal: SignalName) => SHOWN[SIGNALS[signal].unit].scale;
const written = (value: number) => String(Number(value.toPrecision(10)));

const limitDraft = (signal: SignalName, { floor, factor }: SignalLimit): LimitDraft => ({
  floor: written(floor * scaleOf(signal)),
  factor: written(factor),
});

/** The settings as a form shows them. */
export function draftOf(settings: ObservationSettings): PolicyDraft {
  const numbers = NUMBERS.map(({ name }) => [name, String(settings[name])]);
  return {
    numbers: Object.fromEntries(numbers) as PolicyDraft["numbers"],
    percents: settings.canaryPercents.join(", "),
    whenThin: settings.whenThin,
    thresholds: settings.thresholds.map(({ signal, warning, trigger }) => ({
      signal,
      warning: limitDraft(signal, warning),
      trigger: limitDraft(signal, trigger),
    })),
  };
}

export type Problems = Readonly<Record<string, string>>;

/** What the form says as settings, or what is wrong with which field, in words. */
export function settingsFrom(
  draft: PolicyDraft,
): { settings: ObservationSettings; problems: null } | { settings: null; problems: Problems } {
  const problems: Record<string, string> = {};
  const number = (name: NumberName) => {
    const { min, max } = OBSERVATION_BOUNDS[name];
    const value = whole(draft.numbers[name]);
    if (value === null || value < min || value > max) problems[name] = messages.policies.number(min, max);
    return value ?? 0;
  };
  const numbers = NUMBERS.map(({ name }) => [name, number(name)]);
  const percents = percentsOf(draft.percents);
  if (percents === null) problems["percents"] = messages.policies.percents;
  const thresholds = draft.thresholds.map((threshold) => thresholdOf(threshold, problems));
  if (Object.keys(problems).length > 0) return { settings: null, problems };
  const { whenThin } = draft;
  const rest = Object.fromEntries(numbers) as Pick<ObservationSettings, NumberName>;
  const settings = { ...rest, canaryPercents: percents ?? [], whenThin, thresholds };
  return { settings: settings as ObservationSettings, problems: null };
}

function thresholdOf({ signal, warning, trigger }: ThresholdDraft, problems: Record<string, string>) {
  const [ask, back] = [limitOf(signal, warning), limitOf(signal, trigger)];
  if (ask === null || back === null) problems[signal] = messages.policies.decimal;
  else if (ask.floor > back.floor || ask.factor > back.factor) problems[signal] = messages.policies.order;
  return { signal, warning: ask ?? ZERO, trigger: back ?? ZERO };
}

const ZERO: SignalLimit = { floor: 0, factor: 0 };

function limitOf(signal: SignalName, draft: LimitDraft): SignalLimit | null {
  const [floor, factor] = [decimal(draft.floor), decimal(draft.factor)];
  if (floor === null || factor === null || factor > OBSERVATION_BOUNDS.factor.max) return null;
  return { floor: Number((floor / scaleOf(signal)).toPrecision(12)), factor };
}

const whole = (text: string): number | null => (/^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null);
const decimal = (text: string): number | null =>
  /^\s*\d{1,9}([.,]\d{1,10})?\s*$/.test(text) ? Number(text.trim().replace(",", ".")) : null;

function percentsOf(text: string): number[] | null {
  const parts = text.split(",").map(whole);
  const { min, max } = OBSERVATION_BOUNDS.canaryPercent;
  const values = parts.flatMap((part) => (part === null || part < min || part > max ? [] : [part]));
  const [first, second] = values;
  const grows = first !== undefined && (second === undefined || second > first);
  return grows && values.length === parts.length && values.length <= 2 ? values : null;
}
