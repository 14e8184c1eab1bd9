import {
  CALENDAR_EFFECTS,
  CALENDAR_KIND_DEFAULTS,
  CALENDAR_KIND_NAMES,
  CALENDAR_KINDS,
  type CalendarEffect,
  type CalendarKind,
  type CalendarTimes,
  DEFAULT_CALENDAR_STAGES,
  effectsOf,
} from "../calendar/event";
import { MODULE_FAMILY_IDS } from "../calendar/family";
import { upcomingOf } from "../calendar/occurrences";
import { recurrenceWords } from "../calendar/recurrence-words";
import { CALENDAR_BOUNDS, timesProblem } from "../calendar/times-problem";
import { STAGES, type Stage } from "../catalog/stage";
import { cutText, plainText } from "../shared/plain-text";
import type { FileEvent } from "./event";
import type { CalendarFile } from "./file";

/** What a file's event becomes in the calendar. */
export type ImportedContent = CalendarTimes & {
  kind: CalendarKind;
  effect: CalendarEffect;
  title: string;
  reason: string;
  moduleFamilies: string[];
  stages: Stage[];
  exceptions: string[];
};

/** What stands in the calendar under a UID already. */
export type Known = { id: string; content: ImportedContent; cancelled: boolean };

export type Planned = { line: number; uid: string; title: string; sentence: string } & (
  | { outcome: "create"; content: ImportedContent }
  | { outcome: "change"; id: string; content: ImportedContent }
  | { outcome: "cancel"; id: string }
  | { outcome: "same" | "refuse" }
);

type Given = { kind: CalendarKind; zone: string; now: Date };

/** Under which UID a file's event is kept: a replaced occurrence is an event of its own. */
export const keptUid = ({ uid, replaces }: FileEvent): string =>
  replaces === null ? uid : `${uid}#${replaces}`;

/** What taking a file over would do, event by event; refused ones first, so that nobody overlooks them. */
export function planImport(
  file: CalendarFile,
  known: ReadonlyMap<string, Known>,
  given: Given,
): readonly Planned[] {
  const unread = file.unread.map(
    ({ line, reason, uid, title }): Planned => ({
      line: line ?? 1,
      uid,
      title,
      outcome: "refuse",
      sentence: reason,
    }),
  );
  const replaced = replacedDays(file);
  const seen = new Map<string, number>();
  const planned = file.events.map((event): Planned => {
    const uid = keptUid(event);
    const earlier = seen.get(uid);
    seen.set(uid, event.line);
    const base = { line: event.line, uid, title: event.title };
    if (earlier !== undefined) {
      return { ...base, outcome: "refuse", sentence: `Line ${earlier} has an event with the same UID.` };
    }
    return planOne(event, base, { known: known.get(uid), replaced: replaced.get(event.uid) ?? [], given });
  });
  const refused = (one: Planned) => one.outcome === "refuse";
  return [...unread, ...planned.filter(refused), ...planned.filter((one) => !refused(one))];
}

/** Days on which a repeating event is replaced by another part of the file. */
function replacedDays({ events }: CalendarFile): ReadonlyMap<string, readonly string[]> {
  const days = new Map<string, string[]>();
  for (const { uid, replaces } of events) {
    if (replaces !== null) days.set(uid, [...(days.get(uid) ?? []), replaces]);
  }
  return days;
}

type Base = { line: number; uid: string; title: string };
type Around = { known: Known | undefined; replaced: readonly string[]; given: Given };

function planOne(event: FileEvent, base: Base, { known, replaced, given }: Around): Planned {
  const refuse = (sentence: string): Planned => ({ ...base, outcome: "refuse", sentence });
  if (event.cancelled) {
    return known === undefined || known.cancelled
      ? { ...base, outcome: "same", sentence: "It is cancelled, and stands nowhere here." }
      : { ...base, outcome: "cancel", id: known.id, sentence: "The file says that it is cancelled." };
  }
  if (event.title === "") return refuse("The event has no SUMMARY, so nobody would know what it is.");
  const content = contentOf(event, replaced, given);
  const problem = timesProblem(content);
  if (problem !== null) return refuse(problem);
  if (upcomingOf(content, given.now) === null) return refuse("It is over already.");
  if (known === undefined) return { ...base, outcome: "create", content, sentence: said(content) };
  if (known.cancelled) return refuse("It was cancelled here; an import does not bring it back.");
  if (sameContent(known.content, content)) {
    return { ...base, outcome: "same", sentence: "It stands here just so." };
  }
  return { ...base, outcome: "change", id: known.id, content, sentence: said(content) };
}

function contentOf(event: FileEvent, replaced: readonly string[], given: Given): ImportedContent {
  const { own } = event;
  const kind = oneOf(CALENDAR_KINDS, own.get("KIND")) ?? given.kind;
  const effect = oneOf(CALENDAR_EFFECTS, own.get("EFFECT"));
  const words = (name: string) => own.get(name)?.split(" ") ?? [];
  const families = words("FAMILIES").filter((name) =>
    (MODULE_FAMILY_IDS as readonly string[]).includes(name),
  );
  const stages = STAGES.filter((stage) => words("STAGES").includes(stage));
  const ownFamilies = own.has("KIND") ? families : [...CALENDAR_KIND_DEFAULTS[kind].moduleFamilies];
  const recurrence = event.recurrence;
  return {
    kind,
    effect:
      effect !== null && effectsOf(kind).includes(effect) ? effect : CALENDAR_KIND_DEFAULTS[kind].effect,
    title: cutText(plainText(event.title), CALENDAR_BOUNDS.title),
    reason: cutText(plainText(own.get("REASON") ?? event.description), CALENDAR_BOUNDS.reason),
    moduleFamilies: ownFamilies,
    stages: stages.length > 0 ? stages : [...DEFAULT_CALENDAR_STAGES],
    zone: event.zone ?? given.zone,
    // Seconds do not matter to a plan: it begins with its minute and ends with the one it reaches into.
    start: event.start.slice(0, 16),
    durationMinutes: Math.ceil(event.clockSeconds / 60),
    recurrence,
    exceptions: recurrence === null ? [] : [...new Set([...event.exceptions, ...replaced])].toSorted(),
  };
}

const oneOf = <Value extends string>(values: readonly Value[], value: string | undefined): Value | null =>
  values.find((one) => one === value) ?? null;

const said = (content: ImportedContent): string =>
  `${CALENDAR_KIND_NAMES[content.kind]}, ${recurrenceWords(content.recurrence, content.start, content.zone)}, from ${content.start.replace("T", " ")} ${content.zone}.`;

const sameContent = (one: ImportedContent, other: ImportedContent): boolean =>
  (Object.keys(other) as (keyof ImportedContent)[]).every(
    (key) => JSON.stringify(one[key]) === JSON.stringify(other[key]),
  );
