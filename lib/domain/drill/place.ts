/** A cluster where a drill might be carried out. */
export type DrillCluster = {
  id: string;
  name: string;
  reachability: "reachable" | "unreachable" | "unknown";
  reachabilityNote: string;
  /** A platform engineer said that it takes drills of environments that live elsewhere. */
  takesDrills: boolean;
};

export type DrillPlaceChoice = { id: string; name: string; home: boolean; refusal: string | null };

/** Why a drill cannot be carried out on another cluster than the environment's own; null when it can. */
export function otherClusterRefusal(cluster: DrillCluster): string | null {
  const { name, takesDrills, reachability, reachabilityNote } = cluster;
  if (!takesDrills)
    return `${name} takes no drills of environments that live elsewhere. A platform engineer allows it on the cluster's page.`;
  if (reachability !== "unreachable") return null;
  const why = reachabilityNote.trim().replace(/[.\s]+$/, "");
  return `${name} does not answer${why === "" ? "" : ` (${why})`}. Check it on its page, then start the drill.`;
}

/** Where a drill of an environment can be carried out: on its own cluster, and on those that take drills. */
export const drillPlaces = (
  home: DrillCluster,
  others: readonly DrillCluster[],
): readonly DrillPlaceChoice[] => [
  { id: home.id, name: home.name, home: true, refusal: null },
  ...others
    .filter(({ id, takesDrills }) => takesDrills && id !== home.id)
    .map((one) => ({ id: one.id, name: one.name, home: false, refusal: otherClusterRefusal(one) })),
];

/**
 * Where a drill is carried out when nobody says where: elsewhere if it can, since that shows more. A second of the log
 * is kept on the environment's own cluster, so a drill that brings one back stays there.
 */
export function usualPlace(places: readonly DrillPlaceChoice[], bringsSecondBack: boolean): string | null {
  const home = places.find((one) => one.home);
  const other = places.find((one) => !one.home && one.refusal === null);
  return (bringsSecondBack ? home : (other ?? home))?.id ?? null;
}
