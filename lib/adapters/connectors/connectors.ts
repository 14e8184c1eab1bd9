import "server-only";
import { limited } from "@/lib/adapters/limit";
import { type CheckAnswer, destinationOf, withPace } from "@/lib/domain/integration/check";
import type { Clusters } from "@/lib/ports/cluster";
import type { AskedCheck, Connectors } from "@/lib/ports/connectors";
import type { Signals } from "@/lib/ports/signals";
import { answerOfFailure } from "./answer";
import { checkHttp } from "./http";
import { checkQueue, checkService } from "./inside";
import { checkSftp } from "./sftp";
import { checkTcp } from "./tcp";

/** Checks of integrations, each once and within its own limit. */
export function createConnectors(deps: { clusters: Clusters; signals: Signals }): Connectors {
  return {
    async check(asked, caller) {
      caller.throwIfAborted();
      const limit = limited(caller, asked.check.timeoutMs);
      try {
        return withPace(await seen(deps, asked, limit.signal), asked.check);
      } catch (error) {
        caller.throwIfAborted();
        const { check, answeredBefore } = asked;
        const expired = limit.expired();
        return answerOfFailure(error, {
          ...{ place: placeOf(asked), expired, limitMs: check.timeoutMs, answeredBefore },
        });
      } finally {
        limit.release();
      }
    },
  };
}

function seen(
  deps: { clusters: Clusters; signals: Signals },
  { check, secret, reach, clusterId, namespace }: AskedCheck,
  signal: AbortSignal,
): Promise<CheckAnswer> {
  switch (check.kind) {
    case "http":
      return checkHttp(check, { secret, reach, signal });
    case "tcp":
      return checkTcp(check, { reach, signal });
    case "sftp":
      return checkSftp(check, { secret, reach, signal });
    case "service":
      return checkService(deps.clusters, check, { clusterId, namespace, signal });
    case "queue":
      return checkQueue(deps.signals, check, { clusterId, namespace, signal });
  }
}

/** As a sentence about it begins. */
function placeOf({ check }: AskedCheck): string {
  const to = destinationOf(check);
  if (to !== null) return `${to.host}:${to.port}`;
  return check.kind === "service" ? `The service ${check.service}:${check.port}` : "The ERP's queue";
}
