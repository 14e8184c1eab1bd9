"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, navigationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { Change } from "@/lib/contracts/api/resources/change";

export type GovernanceAct =
  | { act: "emergency"; text: string }
  | { act: "comment"; text: string }
  | { act: "ask_waiver"; gateId: string; text: string; expiresAt: string }
  | { act: "confirm_waiver"; waiverId: string }
  | { act: "withdraw_waiver"; waiverId: string }
  | { act: "pay_debt"; debtId: string; text: string }
  | { act: "review"; review: Omit<Input<"reviewChange">["body"], "version"> }
  | { act: "finish_action"; actionId: string; text: string }
  | { act: "close" };

function send({ id, version }: Change, done: GovernanceAct): Promise<Change> {
  const params = { changeId: id };
  switch (done.act) {
    case "emergency":
      return call("declareEmergency", { params, body: { version, reason: done.text } });
    case "comment":
      return call("addChangeComment", { params, body: { text: done.text } });
    case "ask_waiver": {
      const { gateId, text: reason, expiresAt } = done;
      return call("askWaiver", { params, body: { version, gateId, reason, expiresAt } });
    }
    case "confirm_waiver":
      return call("confirmWaiver", { params: { waiverId: done.waiverId } });
    case "withdraw_waiver":
      return call("withdrawWaiver", { params: { waiverId: done.waiverId } });
    case "pay_debt":
      return call("payChangeDebt", { params: { debtId: done.debtId }, body: { note: done.text } });
    case "review":
      return call("reviewChange", { params, body: { version, ...done.review } });
    case "finish_action":
      return call("finishReviewAction", { params: { actionId: done.actionId }, body: { note: done.text } });
    case "close":
      return call("closeChange", { params, body: { version } });
  }
}

/** What people do around a change besides moving it. The answer replaces what the page shows. */
export function useGovernance(change: Change, onDone: () => void = () => undefined) {
  const client = useQueryClient();
  return useMutation<Change, ApiError, GovernanceAct>({
    mutationFn: (done) => send(change, done),
    onSuccess: (moved) => {
      client.setQueryData(changeKeys.one(change.id), moved);
      for (const queryKey of [changeKeys.lists, overviewKeys.all, navigationKeys.all])
        void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict" || error.code === "gate_refused")
        void client.invalidateQueries({ queryKey: changeKeys.one(change.id) });
    },
  });
}
