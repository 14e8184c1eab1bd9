export type SlotFacts = {
  cluster: { name: string; running: number; limit: number };
  fleet: { running: number; limit: number };
  /** Operations of the same cluster that come before it. */
  aheadInCluster: number;
  /** Operations anywhere that come before it, on clusters that have room. */
  aheadInFleet: number;
};

const roomIn = ({ running, limit }: { running: number; limit: number }) => Math.max(0, limit - running);

/**
 * Whether a waiting operation may begin now: its cluster and the fleet have room for it and for all that come before
 * it. First comes the tenant with the fewest running operations, then the oldest.
 */
export const isAdmitted = (facts: SlotFacts): boolean =>
  facts.aheadInCluster < roomIn(facts.cluster) && facts.aheadInFleet < roomIn(facts.fleet);

/** What a waiting operation waits for; null when it may begin. */
export function slotSentence(facts: SlotFacts): string | null {
  if (isAdmitted(facts)) return null;
  const { cluster, fleet } = facts;
  const byFleet = facts.aheadInCluster < roomIn(cluster);
  const where = byFleet ? "in the whole fleet" : `on ${cluster.name}`;
  const { running, limit } = byFleet ? fleet : cluster;
  const ahead = byFleet ? facts.aheadInFleet : facts.aheadInCluster;
  const before = ahead === 0 ? "it is next" : `${ahead} before it`;
  return `Waits for a slot: ${running} of ${limit} operations run ${where}; ${before}.`;
}
