"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { environmentKeys } from "@/lib/client/query-keys";
import { fromWallClock, toWallClock } from "@/lib/client/wall-clock";
import type { RestoreOptions } from "@/lib/contracts/api/resources/restore";

type Range = NonNullable<RestoreOptions["recoverable"]>;

/** The seconds that can be brought back grow while one looks. */
const AGAIN_MS = 10_000;

/** What can be brought back, read anew every ten seconds where there is a log that grows. */
export function useRecoverable(options: RestoreOptions): Range | null {
  const { target, source, recoverable } = options;
  const query = useQuery<RestoreOptions, ApiError>({
    queryKey: [...environmentKeys.one(target.id), "restore-options", source.id],
    queryFn: ({ signal }) =>
      call(
        "getRestoreOptions",
        { params: { environmentId: target.id }, query: { sourceEnvironmentId: source.id } },
        signal,
      ),
    enabled: recoverable !== null,
    refetchInterval: AGAIN_MS,
  });
  return query.data?.recoverable ?? recoverable;
}

type SecondFieldProps = {
  zone: string;
  range: Range;
  /** The chosen second; null while a backup is chosen. */
  chosen: string | null;
  /** Null where what was chosen is written over with something that cannot be. */
  onChoose: (at: string | null) => void;
};

/** A second between the backups, on the plant's own clock. */
export function SecondField({ zone, range, chosen, onChoose }: SecondFieldProps) {
  const [text, setText] = useState(() => toWallClock(Date.parse(chosen ?? range.until), zone));
  const problem = problemOf(text, zone, range);
  const choose = (value: string) => {
    setText(value);
    const at = fromWallClock(value, zone);
    if (at !== null && problemOf(value, zone, range) === null) onChoose(new Date(at).toISOString());
    else if (chosen !== null) onChoose(null);
  };
  return (
    <div className="second-field">
      <TextField
        label={`A second in between, on the clock of ${zone}`}
        type="datetime-local"
        step={1}
        value={text}
        min={toWallClock(Math.ceil(Date.parse(range.from) / 1000) * 1000, zone)}
        max={toWallClock(Date.parse(range.until), zone)}
        problem={problem}
        hint={
          <>
            From <TimeInZone at={range.from} zone={zone} form="second" /> until{" "}
            <TimeInZone at={range.until} zone={zone} form="second" />, the last archived second.
          </>
        }
        onChange={(event) => choose(event.target.value)}
      />
      <Button
        variant={chosen === null ? "plain" : "primary"}
        disabledReason={problem}
        aria-pressed={chosen !== null}
        onClick={() => choose(text)}
      >
        {chosen === null ? "Choose this second" : "Chosen"}
      </Button>
    </div>
  );
}

/** Why this second cannot be chosen, as a sentence; null when it can. */
function problemOf(text: string, zone: string, { from, until }: Range): string | null {
  const at = fromWallClock(text, zone);
  if (at === null) return "This is no time on that clock.";
  if (at < Date.parse(from)) return "That is before the first base backup that is kept.";
  return at > Date.parse(until) ? "That is newer than the last archived second." : null;
}
