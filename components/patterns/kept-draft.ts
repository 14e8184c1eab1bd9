"use client";

import { useState } from "react";

export type Fields = Readonly<Record<string, string | boolean>>;
/** What is stored of a form's fields, and under which version. */
export type Stored<F extends Fields> = { fields: F; version: number };
export type Overtaken<F extends Fields> = {
  /** Fields that somebody else and whoever types have set to different values. */
  clashing: readonly (keyof F)[];
  /** All that somebody else has set since this was opened or last saved. */
  changed: readonly (keyof F)[];
};

type Held<F extends Fields> = { base: Stored<F>; fields: F; told: readonly (keyof F)[] };

const namesWhere = <F extends Fields>(fields: F, holds: (name: keyof F) => boolean): (keyof F)[] =>
  (Object.keys(fields) as (keyof F)[]).filter(holds);

/** What somebody else's save means for what is typed here. */
export function compare<F extends Fields>(base: F, typed: F, stored: F): Overtaken<F> {
  const changed = namesWhere(stored, (name) => stored[name] !== base[name] && stored[name] !== typed[name]);
  return { changed, clashing: changed.filter((name) => typed[name] !== base[name]) };
}

/** What is typed, over what is stored now: of the fields nobody has typed in, theirs. */
export function onto<F extends Fields>(base: F, typed: F, stored: F): F {
  const mine = namesWhere(typed, (name) => typed[name] !== base[name]);
  return { ...stored, ...Object.fromEntries(mine.map((name) => [name, typed[name]])) };
}

/**
 * The fields of a form that stands open while others may save the same. What is typed stays; fields nobody has typed in
 * follow what is stored; where both have set a field, whoever types decides before anything can be saved.
 */
export function useKeptDraft<F extends Fields>(stored: Stored<F>) {
  const [held, setHeld] = useState<Held<F>>({ base: stored, fields: stored.fields, told: [] });
  const { base, fields } = held;
  const overtaken =
    stored.version > base.version
      ? compare(base.fields, fields, stored.fields)
      : { changed: [], clashing: [] };
  if (stored.version > base.version && overtaken.clashing.length === 0) {
    const isTyped = namesWhere(fields, (name) => fields[name] !== base.fields[name]).length > 0;
    setHeld({
      base: stored,
      fields: onto(base.fields, fields, stored.fields),
      told: isTyped ? overtaken.changed : [],
    });
  }
  return {
    fields,
    version: base.version,
    before: base.fields,
    isTouched: namesWhere(fields, (name) => fields[name] !== base.fields[name]).length > 0,
    ...overtaken,
    /** What followed somebody else's save while something else was being typed. */
    told: held.told,
    set: (part: Partial<F>) => setHeld((now) => ({ ...now, fields: { ...now.fields, ...part } })),
    /** Somebody else's values in the fields both have set. */
    takeTheirs: () =>
      setHeld((now) => {
        const theirs = compare(now.base.fields, now.fields, stored.fields).clashing;
        const mine = onto(now.base.fields, now.fields, stored.fields);
        const taken = Object.fromEntries(theirs.map((name) => [name, stored.fields[name]]));
        return { base: stored, fields: { ...mine, ...taken }, told: [] };
      }),
    /** What is typed stays in them; saving writes over theirs. */
    keepMine: () =>
      setHeld((now) => ({
        base: stored,
        fields: onto(now.base.fields, now.fields, stored.fields),
        told: [],
      })),
    /** After a save of one's own: what was sent is stored, what was typed since stays. */
    saved: (sent: F, now: Stored<F>) =>
      setHeld((then) => ({ base: now, fields: onto(sent, then.fields, now.fields), told: [] })),
  };
}
export type KeptDraft<F extends Fields> = ReturnType<typeof useKeptDraft<F>>;
