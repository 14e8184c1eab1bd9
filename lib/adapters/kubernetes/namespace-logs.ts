import "server-only";
import type { ClusterLogs, LoggedContainer } from "@/lib/ports/cluster";
import { linesOf } from "./lines";
import { newestLines } from "./newest-lines";
import { segment } from "./resources";
import type { ContainerStatus, Pod } from "./shapes";
import type { Transport } from "./transport";

const MOST_CONTAINERS = 50;
const MOST_PODS = "100";
const MAX_LINE = 16_000;
const READ_LIMIT_MS = 8_000;

type Of = { namespace: string; pod: string; container: string };

const pathOf = ({ namespace, pod }: Of) =>
  `/api/v1/namespaces/${segment(namespace)}/pods/${segment(pod)}/log`;

/** What the containers of a namespace write, through the API server. */
export function createClusterLogs(transport: Transport): ClusterLogs {
  return {
    async containers(namespace, signal) {
      const path = `/api/v1/namespaces/${segment(namespace)}/pods`;
      const answer = await transport.ask(`Reading the pods of ${namespace}`, {
        ...{ method: "GET", path, query: { limit: MOST_PODS }, signal },
      });
      const pods = (answer.body as { items?: Pod[] }).items ?? [];
      return pods.flatMap(begun).slice(0, MOST_CONTAINERS);
    },
    read(of, { sinceSeconds, limitBytes, previous, signal }) {
      const asked = {
        ...{ container: of.container, timestamps: "true", limitBytes: String(limitBytes) },
        ...{ sinceSeconds: String(sinceSeconds), previous: previous ? "true" : undefined },
      };
      const call = { method: "GET", path: pathOf(of), signal, limitMs: READ_LIMIT_MS } as const;
      return newestLines(async (tailLines) => {
        const query = { ...asked, tailLines: String(tailLines) };
        const options = { ...call, query, maxBytes: limitBytes * 2 };
        const { body } = await transport.ask(`Reading the log of ${of.pod}`, options);
        return typeof body === "string" ? body : "";
      }, limitBytes);
    },
    async follow(of, { sinceSeconds, onLine, signal }) {
      const query = {
        ...{
          container: of.container,
          timestamps: "true",
          follow: "true",
          sinceSeconds: String(sinceSeconds),
        },
      };
      const call = { method: "GET", path: pathOf(of), query, signal } as const;
      const stream = await transport.stream(`Following the log of ${of.pod}`, call);
      try {
        for await (const line of linesOf(stream.chunks, MAX_LINE)) onLine(line);
      } finally {
        stream.end();
      }
    },
  };
}

const isOver = (phase: string | undefined): boolean => phase === "Succeeded" || phase === "Failed";

/** Containers that have written or may have: those that only wait to begin have no log. */
function begun({ metadata, status }: Pod): LoggedContainer[] {
  const has = ({ state, lastState }: ContainerStatus) =>
    state?.running !== undefined || state?.terminated !== undefined || lastState?.terminated !== undefined;
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
    .filter(has)
    .map(({ name, restartCount, state }) => ({
      ...{ pod: metadata.name, container: name, restarts: restartCount ?? 0 },
      state: state?.running !== undefined ? "running" : isOver(status?.phase) ? "over" : "waits",
    }));
}
