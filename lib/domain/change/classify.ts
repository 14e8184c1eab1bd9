import type { ModuleDifference } from "../release/diff";
import { type ChangeFlag, FLAG_NAMES, type FlagFindings } from "./flags";

/** From the one that needs least to the one that needs most; an emergency stands beside them and is chosen by a person. */
export const CHANGE_CLASSES = ["standard", "normal", "major", "emergency"] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

export const CLASS_NAMES = {
  standard: "Standard",
  normal: "Normal",
  major: "Major",
  emergency: "Emergency",
} as const satisfies Record<ChangeClass, string>;

/** Flags that make a change major by themselves: what they touch is not taken back by putting code back. */
export const MAJOR_FLAGS: readonly ChangeFlag[] = ["schema", "authentication"];

type Touches = Pick<FlagFindings, "flags" | "untold">;

/**
 * The class a change has by what it touches, with the reason in words. `template` is the name of the pre-approved
 * template it fits. An emergency is never proposed.
 */
export function proposedClass(
  { flags, untold }: Touches,
  differences: readonly ModuleDifference[],
  template: string | null,
): { class: ChangeClass; reason: string } {
  if (template !== null) return { class: "standard", reason: `Standard: it fits the template ${template}.` };
  const schema = differences.filter(({ schemaChange }) => schemaChange).map(({ name }) => name);
  if (schema.length > 0) {
    const verb = schema.length === 1 ? "changes" : "change";
    return { class: "major", reason: `Major, because ${schema.join(", ")} ${verb} the database's schema.` };
  }
  const major = flags.filter((flag) => MAJOR_FLAGS.includes(flag));
  if (major.length > 0) {
    return { class: "major", reason: `Major, because it touches ${words(major)}.` };
  }
  const touched = flags.length === 0 ? "" : ` It touches ${words(flags)}.`;
  const unknown =
    untold.length === 0
      ? ""
      : ` CI has not told what is in ${untold.length === 1 ? untold[0] : `${untold.length} of its parts`}.`;
  return { class: "normal", reason: `Normal: no module changes the database's schema.${touched}${unknown}` };
}

/** The class by differences alone, where nothing else is known. */
export const classify = (differences: readonly ModuleDifference[]): { class: ChangeClass; reason: string } =>
  proposedClass({ flags: [], untold: [] }, differences, null);

const RANK = { standard: 0, normal: 1, major: 2, emergency: 3 } as const satisfies Record<
  ChangeClass,
  number
>;

/** Whether `wanted` asks for less than `standing`; an emergency always does: it skips what others wait for. */
export const isLowered = (wanted: ChangeClass, standing: ChangeClass): boolean =>
  wanted === "emergency" || RANK[wanted] < RANK[standing];

/** The one of two that needs more: what lowering a class is held against is what is proposed and what it was raised to. */
export const higherClass = (one: ChangeClass, other: ChangeClass): ChangeClass =>
  RANK[one] < RANK[other] ? other : one;

/**
 * The class after the content changed: a raised one stays. A lowered one stays only on the ground it was lowered on:
 * the same release, proposed the same class for the same reasons.
 */
export function keptClass(
  was: { class: ChangeClass; proposed: ChangeClass },
  now: { proposed: ChangeClass; sameGround: boolean },
): ChangeClass {
  const { proposed, sameGround } = now;
  if (was.class === was.proposed || was.class === "standard") return proposed;
  if (was.class === "emergency") return was.class;
  if (RANK[was.class] > RANK[was.proposed]) return RANK[was.class] > RANK[proposed] ? was.class : proposed;
  return proposed === was.proposed && sameGround ? was.class : proposed;
}

/** What is said when a lowering stands no more, since what it was given for has changed; empty when none is lost. */
export function lostLowering(was: { class: ChangeClass; proposed: ChangeClass }, kept: ChangeClass): string {
  const lost = was.class !== "emergency" && isLowered(was.class, was.proposed) && isLowered(was.class, kept);
  if (!lost) return "";
  const [before, now] = [CLASS_NAMES[was.class].toLowerCase(), CLASS_NAMES[kept].toLowerCase()];
  return `It was lowered to ${before} for what it touched then; for what it touches now it is ${now} again.`;
}

const words = (flags: readonly ChangeFlag[]): string =>
  flags.map((flag) => FLAG_NAMES[flag].toLowerCase()).join(", ");
