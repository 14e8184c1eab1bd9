"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { OperationAction } from "@/components/operation/control-words";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys, environmentKeys, operationKeys, overviewKeys } from "@/lib/client/query-keys";
import type { Operation } from "@/lib/contracts/api/resources/operation";

type Act = { action: OperationAction; reason: string };

function send({ id, version }: Operation, { action, reason }: Act): Promise<Operation> {
  const params = { operationId: id };
  switch (action) {
    case "pause":
      return call("pauseOperation", { params, body: {} });
    case "resume":
      return call("resumeOperation", { params, body: { version } });
    case "continue":
      return call("continueOperation", { params, body: { version, reason } });
    case "abort":
      return call("abortOperation", { params, body: { version, reason } });
  }
}

/** Acts on one operation. The answer replaces what the page shows; a refusal reloads it, so that one decides on what is so now. */
export function useOperationAction(operation: Operation, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<Operation, ApiError, Act>({
    mutationFn: (act) => send(operation, act),
    onSuccess: (acted) => {
      client.setQueryData(operationKeys.one(operation.id), acted);
      const environment = environmentKeys.one(operation.environment.id);
      const old = [operationKeys.events(operation.id), operationKeys.lists, changeKeys.all, overviewKeys.all];
      for (const queryKey of [...old, environment]) void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: () => {
      void client.invalidateQueries({ queryKey: operationKeys.one(operation.id) });
      void client.invalidateQueries({ queryKey: operationKeys.events(operation.id) });
    },
  });
}
