import "server-only";
import { z } from "zod";
import type { MetricsSource } from "@/lib/domain/health/metrics-source";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";

const LIMITS = { limitMs: 5_000, maxBytes: 262_144 };
/** A question about all of a cluster's environments at once. */
const FLEET_LIMITS = { limitMs: 5_000, maxBytes: 4_194_304 };
const MOST_SERIES = 10_000;

const Sample = z.tuple([z.number(), z.string()]);
const Envelope = z.object({
  status: z.enum(["success", "error"]),
  error: z.string().optional(),
  data: z.unknown().optional(),
});
const Vector = z.object({
  resultType: z.literal("vector"),
  result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: Sample })).max(1_000),
});
const Fleet = z.object({
  resultType: z.literal("vector"),
  result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: Sample })),
});
const Matrix = z.object({
  resultType: z.literal("matrix"),
  result: z.array(z.object({ values: z.array(Sample).max(1_000) })).max(10),
});
const BuildInfo = z.object({ version: z.string().min(1).max(60) });

export type FleetValue = { labels: Readonly<Record<string, string>>; at: Date; value: number | null };

export type PrometheusApi = {
  /** Version of what answers. */
  version(signal: AbortSignal): Promise<string>;
  /** Values at one moment, with their labels; what is no number is null. */
  query(
    expression: string,
    at: Date,
    signal: AbortSignal,
  ): Promise<readonly { labels: Readonly<Record<string, string>>; value: number | null }[]>;
  /** Values now, by Prometheus' own clock: at most 10 000 series and 4 MiB. RefusedFailure beyond. */
  fleet(expression: string, signal: AbortSignal): Promise<readonly FleetValue[]>;
  /** The values of an expression that gives one series; empty when it gives none. */
  queryRange(
    expression: string,
    range: { from: Date; to: Date; stepSeconds: number },
    signal: AbortSignal,
  ): Promise<readonly { at: Date; value: number | null }[]>;
};

/** The HTTP API of the Prometheus behind a Service, through the API server. Each answer within 5 s and 256 KiB. */
export function prometheusApi(connection: ClusterConnection, source: MetricsSource): PrometheusApi {
  const where = `Prometheus (${source.service}.${source.namespace}:${source.port})`;
  const { namespace, service, port } = source;
  const ask = async <T>(
    path: string,
    query: Record<string, string>,
    data: z.ZodType<T>,
    signal: AbortSignal,
    limits = LIMITS,
  ): Promise<T> => {
    const target = { namespace, service, port, path: `/api/v1/${path}`, query };
    const { status, body } = await connection.services.get(target, signal, limits);
    return readAnswer(where, status, body, data);
  };
  return {
    version: async (signal) => (await ask("status/buildinfo", {}, BuildInfo, signal)).version,
    async query(expression, at, signal) {
      const query = { query: expression, time: seconds(at), timeout: "5s" };
      const { result } = await ask("query", query, Vector, signal);
      return result.map(({ metric, value: [, text] }) => ({ labels: metric, value: numberOf(text) }));
    },
    async fleet(expression, signal) {
      // Shorter than we wait, so that what is too heavy is told in Prometheus' own words.
      const query = { query: expression, timeout: "4s" };
      const { result } = await ask("query", query, Fleet, signal, FLEET_LIMITS);
      if (result.length > MOST_SERIES)
        throw new RefusedFailure(`${where} answers ${result.length} series; ${MOST_SERIES} are the most.`);
      return result.map(({ metric, value: [time, text] }) => ({
        labels: metric,
        at: new Date(Math.round(time * 1000)),
        value: numberOf(text),
      }));
    },
    async queryRange(expression, { from, to, stepSeconds }, signal) {
      const query = {
        query: expression,
        start: seconds(from),
        end: seconds(to),
        step: String(stepSeconds),
        timeout: "5s",
      };
      const { result } = await ask("query_range", query, Matrix, signal);
      return (result[0]?.values ?? []).map(([time, text]) => ({
        at: new Date(Math.round(time * 1000)),
        value: numberOf(text),
      }));
    },
  };
}

/** @throws TransientFailure when it may answer later, RefusedFailure when it will not, or is no Prometheus */
function readAnswer<T>(where: string, status: number, body: unknown, data: z.ZodType<T>): T {
  const envelope = Envelope.safeParse(body);
  const said = envelope.success ? (envelope.data.error ?? "") : "";
  const words = said === "" ? "" : `: ${cutText(plainText(said), 300)}`;
  // 503 is also what a Prometheus says that still reads its own journal, and a query it gave up on.
  if (status >= 500 || status === 429) throw new TransientFailure(`${where} answers ${status}${words}.`);
  if (!envelope.success)
    throw new RefusedFailure(`${where} answers ${status} with what is no answer of Prometheus.`);
  if (status !== 200 || envelope.data.status === "error") {
    throw new RefusedFailure(`${where} refuses the query (${status})${words}.`);
  }
  const parsed = data.safeParse(envelope.data.data);
  if (!parsed.success)
    throw new RefusedFailure(`${where} answers with data of another shape than asked for.`);
  return parsed.data;
}

const seconds = (at: Date) => (at.getTime() / 1000).toFixed(3);

/** Prometheus writes NaN and +Inf as text; neither is a measurement. */
function numberOf(text: string): number | null {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) ? value : null;
}
