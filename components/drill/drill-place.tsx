"use client";

import { useId } from "react";
import type { DrillOptions } from "@/lib/contracts/api/resources/drill";

type Scenario = DrillOptions["scenarios"][number];
type DrillPlaceProps = {
  options: DrillOptions;
  scenario: Scenario;
  /** The chosen cluster; null while nobody chose. */
  chosenId: string | null;
  onChoose: (clusterId: string) => void;
};

/** Where a drill will be carried out: as chosen, else where the scenario shows most. */
export const clusterOf = (
  { usual }: Pick<DrillOptions, "usual">,
  { seconds }: Pick<Scenario, "seconds">,
  chosenId: string | null,
): string => chosenId ?? (seconds === null ? usual.clusterId : usual.forSecond);

/** True when the chosen cluster is not the environment's own. */
export const isOther = ({ clusters }: Pick<DrillOptions, "clusters">, clusterId: string): boolean =>
  clusters.some(({ id, home }) => id === clusterId && !home);

/** Which cluster the drill is carried out on, and why each of the others cannot take it. */
export function DrillPlace({ options, scenario, chosenId, onChoose }: DrillPlaceProps) {
  const name = useId();
  const { clusters } = options;
  const current = clusterOf(options, scenario, chosenId);
  if (clusters.length === 1)
    return (
      <p className="small t2">
        On {clusters[0]?.name}, where the environment lives: no other cluster takes drills. A platform
        engineer allows it on a cluster's page.
      </p>
    );
  return (
    <fieldset className="drill-scenarios">
      <legend>Where it is carried out</legend>
      {clusters.map(({ id, name: cluster, home, possible }) => (
        <label key={id}>
          <input
            type="radio"
            name={name}
            value={id}
            checked={id === current}
            disabled={!possible.allowed}
            onChange={() => onChoose(id)}
          />
          <span>
            {cluster}
            {home ? ", where the environment lives" : ""}
            <span className="t2 block">
              {possible.allowed ? whatItMeans(home, scenario) : possible.reason}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function whatItMeans(home: boolean, { seconds }: Scenario): string {
  if (!home)
    return seconds === null
      ? "with a database server of its own: shows that another place can take over"
      : "from a backup: the log is not kept there, so everything since the backup is lost";
  return seconds === null
    ? "on the environment's database server: does not show that another place can take over"
    : "from its log, which is kept here";
}
