import "server-only";
import { z } from "zod";
import type { LogsSource } from "@/lib/domain/log/source";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { LogAnswer, LogLine, LogQuestion } from "@/lib/ports/logs";
import { shownText } from "./pod-logs";

/** Loki refuses more unless it was told otherwise. */
const MOST_LINES = 5_000;
const LIMITS = { limitMs: 10_000, maxBytes: 16 * 1_048_576 };

/** What /loki/api/v1/query_range answers to a query of streams. */
const Streams = z.object({
  status: z.literal("success"),
  data: z.object({
    resultType: z.literal("streams"),
    result: z
      .array(
        z.object({
          stream: z.record(z.string(), z.string()),
          // Time in nanoseconds as text, the line, and since Loki 3 what else is known of it.
          values: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())),
        }),
      )
      .max(10_000),
  }),
});

/** Asks a Loki for the newest lines of a window. @throws TransientFailure or RefusedFailure with its own words */
export async function readLoki(
  connection: ClusterConnection,
  source: LogsSource,
  { namespace, question, signal }: { namespace: string; question: LogQuestion; signal: AbortSignal },
): Promise<LogAnswer> {
  const where = `Loki (${source.service}.${source.namespace}:${source.port})`;
  const limit = Math.min(question.limit, MOST_LINES);
  const query = {
    ...{ query: logQl(source, namespace, question), direction: "backward", limit: String(limit) },
    ...{ start: nanoseconds(question.from), end: nanoseconds(question.to) },
  };
  const target = { namespace: source.namespace, service: source.service, port: source.port };
  const path = "/loki/api/v1/query_range";
  const { status, body } = await connection.services.get({ ...target, path, query }, signal, LIMITS);
  if (status !== 200) throw failure(where, status, body);
  const parsed = Streams.safeParse(body);
  if (!parsed.success) throw new RefusedFailure(`${where} answers with what is no answer of Loki.`);
  const lines = parsed.data.data.result.flatMap(({ stream, values }) =>
    values.map(([time, text]): LogLine => {
      const at = new Date(Number(BigInt(time) / 1_000_000n));
      const pod = stream[source.podLabel] ?? "";
      return { at, pod, container: stream[source.containerLabel] ?? "", text: shownText(text) };
    }),
  );
  lines.sort((one, other) => one.at.getTime() - other.at.getTime());
  const kept = lines.slice(-limit);
  return { source: "loki", lines: kept, cut: lines.length >= limit, silent: [] };
}

/** The streams of an environment's pods, with a filter that is told nothing but text. */
export function logQl(
  source: LogsSource,
  namespace: string,
  { pod, text }: Pick<LogQuestion, "pod" | "text">,
): string {
  const labels = [`${source.namespaceLabel}=${quoted(namespace)}`];
  if (pod !== null) labels.push(`${source.podLabel}=${quoted(pod)}`);
  const filter = text === "" ? "" : ` |~ ${quoted(`(?i)${literal(text)}`)}`;
  return `{${labels.join(",")}}${filter}`;
}

const quoted = (text: string): string => JSON.stringify(text);
/** A text as a regular expression of RE2 that means just it. */
const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const nanoseconds = (at: Date): string => `${at.getTime()}000000`;

function failure(where: string, status: number, body: unknown): Error {
  const said = typeof body === "string" ? body : "";
  const words = said === "" ? "" : `: ${cutText(plainText(said).trim(), 300)}`;
  if (status >= 500 || status === 429) return new TransientFailure(`${where} answers ${status}${words}.`);
  return new RefusedFailure(`${where} refuses the query (${status})${words}.`);
}
