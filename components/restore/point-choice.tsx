"use client";

import { type ReactNode, useState } from "react";
import { EmptyState } from "@/components/patterns/empty-state";
import { Section } from "@/components/patterns/section";
import { PointTable } from "@/components/restore/point-table";
import { PointTrack } from "@/components/restore/point-track";
import { SecondField, useRecoverable } from "@/components/restore/second-field";
import { Notice } from "@/components/ui/notice";
import type { RestoreOptions, RestorePoint } from "@/lib/contracts/api/resources/restore";

/** What was chosen on the way here and nothing else; else the newest that can be brought back. */
const firstChoice = (points: readonly RestorePoint[], pointId: string | undefined) =>
  pointId === undefined
    ? points.find(({ possible }) => possible.allowed)
    : points.find(({ id }) => id === pointId);

/** A backup or a second between backups: where one is chosen, the other is not. */
export function usePointChoice({ points }: RestoreOptions, pointId: string | undefined) {
  const [chosenId, setChosenId] = useState(() => firstChoice(points, pointId)?.id ?? null);
  const [second, setSecond] = useState<string | null>(null);
  const choose = (point: RestorePoint) => {
    setChosenId(point.id);
    setSecond(null);
  };
  /** Null leaves nothing chosen: what stands in the field is not what a backup would bring back. */
  const chooseSecond = (at: string | null) => {
    setChosenId(null);
    setSecond(at);
  };
  const chosen = points.find(({ id }) => id === chosenId) ?? null;
  return { chosen, second, choose, chooseSecond };
}

type PointChoiceProps = {
  options: RestoreOptions;
  choice: ReturnType<typeof usePointChoice>;
  meta: string;
  /** Below the table, where there is something to choose from. */
  children?: ReactNode;
};

/** The moments that can be brought back, on one axis, as a table, and by the second where a log is kept. */
export function PointChoice({ options, choice, meta, children }: PointChoiceProps) {
  const { source, points, pointRefusal } = options;
  const { second, choose, chooseSecond } = choice;
  const recoverable = useRecoverable(options);
  const chosenId = choice.chosen?.id ?? null;
  return (
    <Section title="1 · Point in time" meta={meta}>
      {pointRefusal === null ? null : <Notice tone="wait">{pointRefusal}</Notice>}
      {points.length === 0 ? (
        <EmptyState title={`${source.name} has no backup that could be brought back.`} />
      ) : (
        <>
          <PointTrack
            facts={{ ...options, recoverable }}
            chosenId={chosenId}
            chosenAt={second}
            onChoose={choose}
          />
          {recoverable === null ? null : (
            <SecondField zone={source.timeZone} range={recoverable} chosen={second} onChoose={chooseSecond} />
          )}
          <PointTable options={options} chosenId={chosenId} onChoose={choose} />
          {children}
        </>
      )}
    </Section>
  );
}
