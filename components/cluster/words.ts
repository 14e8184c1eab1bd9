import type { z } from "zod";
import type { Tone } from "@/components/ui/glyph";
import type { Cluster, ClusterDetails } from "@/lib/contracts/api/resources/platform";

export type ClusterView = z.infer<typeof Cluster>;
/** One of them on its own page. */
export type ClusterPageView = z.infer<typeof ClusterDetails>;

/** A silent cluster is never drawn as good. */
export const REACH_TONES: Record<ClusterView["reachability"], Tone> = {
  reachable: "good",
  unreachable: "bad",
  unknown: "unknown",
};
