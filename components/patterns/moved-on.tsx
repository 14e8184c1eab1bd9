"use client";

import { Fragment, type ReactNode, useState } from "react";
import type { Fields, KeptDraft } from "@/components/patterns/kept-draft";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { LastEdit } from "@/lib/contracts/api/resources/common";

const text = {
  somebody: "Somebody else",
  changed: " has saved this meanwhile",
  kept: "What you typed is kept.",
  take: "Take over theirs",
  takeAll: "Take over theirs, drop mine",
  keep: "Keep mine",
  decide: "Decide first whose values stay.",
  yes: "yes",
  no: "no",
  empty: "empty",
} as const;

/** Why a form cannot be saved while both have set a field; null when it can. */
export const undecided = ({ clashing }: Pick<KeptDraft<Fields>, "clashing">): string | null =>
  clashing.length === 0 ? null : text.decide;

type OvertakenProps<F extends Fields> = {
  draft: KeptDraft<F>;
  stored: F;
  edited: LastEdit;
  labels: Readonly<Record<keyof F, string>>;
};

/** Who saved the same form meanwhile and what became of which field; where both set one, whose value stays. */
export function OvertakenNotice<F extends Fields>({ draft, stored, edited, labels }: OvertakenProps<F>) {
  const { timeZone } = useReader();
  const clashes = draft.clashing.length > 0;
  const named = clashes ? draft.changed : draft.told;
  if (named.length === 0) return null;
  return (
    <Notice tone="warn" live>
      <p>
        <strong>{edited?.by ?? text.somebody}</strong>
        {text.changed}
        {edited === null ? null : (
          <>
            {" ("}
            <TimeInZone at={edited.at} zone={timeZone} form="clock-second" />)
          </>
        )}
        . {text.kept}
      </p>
      <ul className="overtaken">
        {named.map((name) => (
          <li key={String(name)}>
            {labels[name]}: {clashes ? `theirs ${shown(stored[name])}` : `now ${shown(stored[name])}`}
            {draft.clashing.includes(name) ? `, yours ${shown(draft.fields[name])}` : null}
          </li>
        ))}
      </ul>
      {clashes ? (
        <div className="row-tags pad-top">
          <Button onClick={draft.takeTheirs}>{text.take}</Button>
          <Button onClick={draft.keepMine}>{text.keep}</Button>
        </div>
      ) : null}
    </Notice>
  );
}

function shown(value: string | boolean | undefined): string {
  if (typeof value === "boolean") return value ? text.yes : text.no;
  const lines = (value ?? "").split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? text.empty : `“${lines.join(", ").slice(0, 200)}”`;
}

type AsOpenedProps<T> = {
  now: T;
  children: (opened: T, moved: ReactNode) => ReactNode;
};

/**
 * Keeps what a form was opened with: what somebody else saves meanwhile takes nothing away from what is typed, and saving
 * over it is refused. Whoever types is told, and can begin anew from what is stored.
 */
export function AsOpened<T extends { version: number }>({ now, children }: AsOpenedProps<T>) {
  const [opened, setOpened] = useState(now);
  const moved = opened.version === now.version ? null : <MovedOn onTake={() => setOpened(now)} />;
  return <Fragment key={opened.version}>{children(opened, moved)}</Fragment>;
}

/** Somebody else has saved what is being written here. */
export function MovedOn({ onTake }: { onTake: () => void }) {
  return (
    <Notice tone="warn" live>
      <p>
        {text.somebody}
        {text.changed}. {text.kept} It cannot be saved over what holds now.
      </p>
      <div className="row-tags pad-top">
        <Button onClick={onTake}>{text.takeAll}</Button>
      </div>
    </Notice>
  );
}
