"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ChangeAction } from "@/components/change/change-actions";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, navigationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Change } from "@/lib/contracts/api/resources/change";

export type MovingAction = Exclude<ChangeAction, "edit">;
type Move = { action: MovingAction; text: string };

function send(change: Change, { action, text }: Move): Promise<Change> {
  const params = { changeId: change.id };
  const version = change.version;
  switch (action) {
    case "submit":
      return call("submitChange", { params, body: { version } });
    case "start":
      return call("startChange", { params, body: { version } });
    case "approve":
      return call("approveChange", { params, body: { version, comment: text } });
    case "approve_now":
      return call("approveAndStartChange", { params, body: { version, comment: text } });
    case "ask":
      return call("requestChanges", { params, body: { version, reason: text } });
    case "reject":
      return call("rejectChange", { params, body: { version, reason: text } });
    case "revise":
      return call("reviseChange", { params, body: { version, reason: text } });
    case "cancel":
      return call("cancelChange", { params, body: { version, reason: text } });
  }
}

/** Moves one change. The answer replaces what the page shows; a conflict reloads it, so that one decides on the new content. */
export function useChangeAction(change: Change, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<Change, ApiError, Move>({
    mutationFn: (move) => send(change, move),
    onSuccess: (moved) => {
      client.setQueryData(changeKeys.one(change.id), moved);
      for (const queryKey of [changeKeys.lists, overviewKeys.all, navigationKeys.all]) {
        void client.invalidateQueries({ queryKey });
      }
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict" || error.code === "gate_refused") {
        void client.invalidateQueries({ queryKey: changeKeys.one(change.id) });
      }
    },
  });
}
