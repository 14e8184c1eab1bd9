import { z } from "zod";
import { MOST_REACH, reachProblem } from "@/lib/domain/integration/reach";
import { Can, Id, LastEdit, Version } from "./common";

const DnsLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Use lower case letters, digits and dashes, at most 63.");
const Label = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/, "Write the name of a label, such as namespace.");

/** A Loki behind a Service of the cluster, and under which labels it keeps what Holdfast asks by. */
export const LogsSource = z.object({
  kind: z.literal("loki"),
  namespace: DnsLabel,
  service: DnsLabel,
  port: z.int().min(1).max(65_535),
  namespaceLabel: Label.default("namespace"),
  podLabel: Label.default("pod"),
  containerLabel: Label.default("container"),
});

const ReachLine = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .superRefine((line, context) => {
    const problem = reachProblem(line);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

export const SetClusterOutlets = z.object({
  reach: z.array(ReachLine).max(MOST_REACH, `At most ${MOST_REACH} lines.`),
  logsSource: LogsSource.nullable(),
  version: Version,
});

export const ClusterOutlets = z.object({
  clusterId: Id,
  reach: z.array(z.string()),
  logsSource: LogsSource.nullable(),
  version: Version,
  /** Who set last what a person decides about the cluster: its version rises with all of it. */
  edited: LastEdit,
  can: z.object({ edit: Can }),
});
export type ClusterOutlets = z.infer<typeof ClusterOutlets>;
