"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { messages } from "@/components/log/words";
import { ADDRESSES } from "@/lib/client/addresses";
import type { ApiError } from "@/lib/client/api-error";
import { addressOf, call } from "@/lib/client/call";
import { logKeys } from "@/lib/client/query-keys";
import type { LogLine, LogPage, LogStreamed } from "@/lib/contracts/api/resources/log";
import type { LogSeverity } from "@/lib/domain/log/line";
import type { LogWindow } from "@/lib/domain/log/window";

export type LogFilter = { window: LogWindow; pod: string; severity: LogSeverity; text: string };

/** The lines of a window. Asked once for each filter and when somebody asks again: every reading is audited. */
export const useLogs = (environmentId: string, { pod, ...filter }: LogFilter, enabled: boolean) =>
  useQuery<LogPage, ApiError>({
    queryKey: logKeys.search(environmentId, { ...filter, pod }),
    queryFn: ({ signal }) => {
      const body = { ...filter, ...(pod === "" ? {} : { pod }) };
      return call("searchLogs", { params: { environmentId }, body }, signal);
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });

const KEPT = 1_000;

const MOST_SENTENCES = 5;

export type LiveLines = {
  lines: readonly (LogLine & { key: string })[];
  left: number;
  /** What is not heard any more, though the rest is. */
  silent: readonly string[];
  end: string | null;
};
const NOTHING: LiveLines = { lines: [], left: 0, silent: [], end: null };

/** Lines as they are written, the newest thousand, until the stream says why it ended; `again` keeps what was read. */
export function useLiveLines(
  environmentId: string,
  pod: string,
  following: boolean,
): LiveLines & { again: () => void } {
  const [live, setLive] = useState<LiveLines>(NOTHING);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines of another pod, or from before, are not of this following.
  useEffect(() => setLive(NOTHING), [environmentId, pod, following]);
  useEffect(() => {
    if (!following) return;
    setLive((before) => ({ ...before, silent: [], end: null }));
    const query = pod === "" ? {} : { pod };
    const source = new EventSource(
      addressOf(ADDRESSES.followLogs.path, { params: { environmentId }, query }),
    );
    let count = 0;
    let opened = false;
    source.onopen = () => {
      opened = true;
    };
    source.onmessage = ({ data }) => {
      const told = JSON.parse(data) as LogStreamed;
      const fresh = told.lines.map((line) => {
        count += 1;
        return { ...line, key: `${attempt} ${count}` };
      });
      setLive((before) => ({
        lines: [...before.lines, ...fresh].slice(-KEPT),
        left: before.left + told.left,
        silent: [...new Set([...before.silent, ...told.silent])].slice(-MOST_SENTENCES),
        end: told.end,
      }));
      if (told.end !== null) source.close();
    };
    // It would connect again by itself, and each time is an opening of logs: a person decides that.
    source.onerror = () => {
      source.close();
      setLive((before) => ({ ...before, end: before.end ?? (opened ? messages.lost : messages.refused) }));
    };
    return () => source.close();
  }, [environmentId, pod, following, attempt]);
  return { ...live, again: () => setAttempt((before) => before + 1) };
}
