import type { RestoreOptions } from "@/lib/contracts/api/resources/restore";

/** What the track of points shows. */
export type TrackFacts = Pick<
  RestoreOptions,
  "points" | "releases" | "restores" | "incidents" | "recoverable" | "now" | "source"
>;
