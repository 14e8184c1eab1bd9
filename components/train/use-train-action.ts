"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MovingTrainAction } from "@/components/train/action-words";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, navigationKeys, trainKeys } from "@/lib/client/query-keys";
import type { Train } from "@/lib/contracts/api/resources/train";

type Move = {
  action: MovingTrainAction;
  text: string;
  /** Of the impact list that is shown; a start needs it. */
  impactHash: string;
  leaveOut: readonly string[];
};

function send(train: Train, { action, text, impactHash, leaveOut }: Move): Promise<Train> {
  const params = { trainId: train.id };
  const { version } = train;
  switch (action) {
    case "submit":
      return call("submitTrain", { params, body: { version } });
    case "approve":
      return call("approveTrain", { params, body: { version, comment: text } });
    case "reject":
      return call("rejectTrain", { params, body: { version, reason: text } });
    case "start":
      return call("startTrain", { params, body: { version, impactHash } });
    case "halt":
      return call("haltTrain", { params, body: { version, reason: text } });
    case "resume":
      return call("resumeTrain", { params, body: { version, reason: text, leaveOut: [...leaveOut] } });
    case "stop":
      return call("stopTrain", { params, body: { version, reason: text } });
    case "cancel":
      return call("cancelTrain", { params, body: { version, reason: text } });
  }
}

/** Moves one train. The answer replaces what the page shows; a refusal reloads it, so that one decides on what is so now. */
export function useTrainAction(train: Train, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<Train, ApiError, Move>({
    mutationFn: (move) => send(train, move),
    onSuccess: (moved) => {
      client.setQueryData(trainKeys.one(train.id), moved);
      // A start is held against the impact that was seen: it is looked at anew with every move.
      const impact = trainKeys.impact(train.id);
      for (const queryKey of [impact, trainKeys.lists, changeKeys.all, navigationKeys.all]) {
        void client.invalidateQueries({ queryKey });
      }
      onDone();
    },
    onError: () => {
      void client.invalidateQueries({ queryKey: trainKeys.one(train.id) });
      void client.invalidateQueries({ queryKey: trainKeys.impact(train.id) });
    },
  });
}
