import type { InputIssue } from "@/lib/client/api-error";
import type { ClusterOutlets } from "@/lib/contracts/api/resources/outlets";

type Loki = NonNullable<ClusterOutlets["logsSource"]>;
export type LokiFields = Record<Exclude<keyof Loki, "kind">, string>;
/** All that the form asks for; `reach` is one line each. */
export type OutletFields = LokiFields & { reach: string };

export const outletFields = ({
  reach,
  logsSource,
}: Pick<ClusterOutlets, "reach" | "logsSource">): OutletFields => ({
  ...lokiFields(logsSource),
  reach: reach.join("\n"),
});

const lokiFields = (source: Loki | null): LokiFields => ({
  namespace: source?.namespace ?? "",
  service: source?.service ?? "",
  port: source === null ? "" : String(source.port),
  namespaceLabel: source?.namespaceLabel ?? "namespace",
  podLabel: source?.podLabel ?? "pod",
  containerLabel: source?.containerLabel ?? "container",
});

/** Null when neither namespace nor service is given; what is wrong in the rest the server says. */
export function lokiOf({ reach: _reach, ...fields }: OutletFields): Loki | null {
  if (fields.namespace.trim() === "" && fields.service.trim() === "") return null;
  const trimmed = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.trim()]));
  return {
    ...(trimmed as LokiFields),
    kind: "loki",
    port: fields.port.trim() === "" ? Number.NaN : Number(fields.port),
  };
}

export const reachLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** What is wrong with the first wrong line, with the line: the form has one field for all of them. */
export function wrongLine(issues: readonly InputIssue[], lines: readonly string[]): string | null {
  const issue = issues.find(({ path }) => path === "reach" || path.startsWith("reach."));
  if (issue === undefined) return null;
  const line = lines[Number(issue.path.split(".")[1] ?? Number.NaN)];
  return line === undefined ? issue.message : `“${line}”: ${issue.message}`;
}
