/** A Loki behind a Service of the cluster, and under which labels it keeps what Holdfast asks by. */
export type LogsSource = {
  kind: "loki";
  namespace: string;
  service: string;
  port: number;
  namespaceLabel: string;
  podLabel: string;
  containerLabel: string;
};

const TEXTS = ["namespace", "service", "namespaceLabel", "podLabel", "containerLabel"] as const;

/** A stored source; null for null and for anything that is none. */
export function readLogsSource(stored: unknown): LogsSource | null {
  if (typeof stored !== "object" || stored === null) return null;
  const source = stored as Readonly<Record<keyof LogsSource, unknown>>;
  if (source.kind !== "loki" || !Number.isInteger(source.port)) return null;
  return TEXTS.every((key) => typeof source[key] === "string") ? (source as LogsSource) : null;
}
