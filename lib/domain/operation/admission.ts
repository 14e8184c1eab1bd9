export type SlotFacts = {
  cluster: { name: string; running: number; limit: number };
  fleet: { running: number; limit: number };
  /** Operations of the same cluster that come before it. */
  aheadInCluster: number;
  /** Operations anywhere that come before it, on clusters that have room. */
  aheadInFleet: number;
  /** Of those, how many belong to tenants with fewer running operations: their turn it is first, whoever is rung. */
  fairerInCluster: number;
  fairerInFleet: number;
};

const roomIn = ({ running, limit }: { running: number; limit: number }) => Math.max(0, limit - running);

/**
 * Whether a waiting operation may begin now: its cluster and the fleet have room for it and for the operations of all
 * tenants that have fewer running. Among a tenant's own the oldest is rung first; whoever asks before it may go.
 */
export const isAdmitted = (facts: SlotFacts): boolean =>
  facts.fairerInCluster < roomIn(facts.cluster) && facts.fairerInFleet < roomIn(facts.fleet);

/** What a waiting operation waits for; null when it may begin. */
export function slotSentence(facts: SlotFacts): string | null {
  if (isAdmitted(facts)) return null;
  const { cluster, fleet } = facts;
  const byFleet = facts.fairerInCluster < roomIn(cluster);
  const where = byFleet ? "in the whole fleet" : `on ${cluster.name}`;
  const { running, limit } = byFleet ? fleet : cluster;
  const ahead = byFleet ? facts.aheadInFleet : facts.aheadInCluster;
  const before = ahead === 0 ? "it is next" : `${ahead} before it`;
  return `Waits for a slot: ${running} of ${limit} operations run ${where}; ${before}.`;
}
