"use client";

import { type Column, DataTable } from "@/components/patterns/data-table";
import { Digest } from "@/components/patterns/digest";
import { Elapsed } from "@/components/patterns/time-in-zone";
import { State, type Tone } from "@/components/ui/glyph";
import type { Pod } from "@/lib/contracts/api/resources/catalog";

/** A pod's mark and word: ready, why not, or the phase the cluster names. */
function podMark(pod: Pod): { tone: Tone; word: string } {
  if (pod.ready) return { tone: "good", word: "Ready" };
  if (pod.reason) return { tone: "bad", word: pod.reason };
  if (pod.phase === "Pending") return { tone: "wait", word: "Pending" };
  if (pod.phase === "Succeeded") return { tone: "good", word: "Ended" };
  if (pod.phase === "Running") return { tone: "warn", word: "Running, not ready" };
  return { tone: pod.phase === "Failed" ? "bad" : "unknown", word: pod.phase };
}

const COLUMNS: readonly Column<Pod>[] = [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (pod) => {
      const mark = podMark(pod);
      return <State tone={mark.tone}>{mark.word}</State>;
    },
  },
  {
    id: "name",
    header: "Pod",
    phone: "full",
    cell: (pod) => <span className="mono strong wrap-any">{pod.name}</span>,
  },
  { id: "component", header: "Part", className: "nb", cell: (pod) => pod.component },
  { id: "restarts", header: "Restarts", number: true, cell: (pod) => pod.restarts },
  {
    id: "image",
    header: "Image",
    className: "nb",
    cell: (pod) => <Digest value={imageOf(pod)} label="image" />,
  },
  {
    id: "age",
    header: "Running for",
    number: true,
    className: "nb",
    cell: (pod) => (pod.startedAt ? <Elapsed from={pod.startedAt} to={null} /> : "not started"),
  },
];

const imageOf = (pod: Pod) => pod.image.slice(pod.image.lastIndexOf("@") + 1);

/** The pods the cluster reports, as they are now. */
export function PodsTable({ pods }: { pods: readonly Pod[] }) {
  return <DataTable caption="Pods" columns={COLUMNS} rows={pods} rowKey={(pod) => pod.name} />;
}
