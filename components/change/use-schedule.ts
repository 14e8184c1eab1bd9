"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, navigationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Change } from "@/lib/contracts/api/resources/change";

function useMoved<Input>(change: Change, send: (input: Input) => Promise<Change>, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<Change, ApiError, Input>({
    mutationFn: send,
    onSuccess: (moved) => {
      client.setQueryData(changeKeys.one(change.id), moved);
      for (const queryKey of [changeKeys.lists, overviewKeys.all, navigationKeys.all])
        void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") void client.invalidateQueries({ queryKey: changeKeys.one(change.id) });
    },
  });
}

/** Schedules a change: a moment, or null for the next opening. */
export const useSchedule = (change: Change, onDone: () => void) =>
  useMoved(
    change,
    (at: Date | null) =>
      call("scheduleChange", {
        params: { changeId: change.id },
        body: { version: change.version, at: at?.toISOString() ?? null },
      }),
    onDone,
  );

/** Takes a change off the schedule. */
export const useUnschedule = (change: Change) =>
  useMoved<void>(
    change,
    () => call("unscheduleChange", { params: { changeId: change.id }, body: { version: change.version } }),
    () => undefined,
  );
