import type { z } from "zod";
import type { Tone } from "@/components/ui/glyph";
import type { Cluster } from "@/lib/contracts/api/resources/platform";

export type ClusterView = z.infer<typeof Cluster>;

/** A silent cluster is never drawn as good. */
export const REACH_TONES: Record<ClusterView["reachability"], Tone> = {
  reachable: "good",
  unreachable: "bad",
  unknown: "unknown",
};
