import type { IntegrationBrief } from "@/lib/contracts/api/resources/integration";
import { systemKey } from "@/lib/domain/integration/kinds";

export type MapNode = {
  id: string;
  column: "workflow" | "system" | "environment";
  label: string;
  /** A second, smaller line. */
  more: string;
  href: string | null;
  state: IntegrationBrief["state"];
  y: number;
};
export type MapEdge = { id: string; from: MapNode; to: MapNode; state: IntegrationBrief["state"] };
export type MapLayout = { nodes: readonly MapNode[]; edges: readonly MapEdge[]; height: number };

const ROW = 52;
const TOP = 34;
/** What nobody checks does not hide what is known of the others. */
const WORST: Readonly<Record<IntegrationBrief["state"], number>> = { bad: 3, warn: 2, good: 1, unknown: 0 };

const worse = (one: IntegrationBrief["state"], other: IntegrationBrief["state"]) =>
  WORST[one] >= WORST[other] ? one : other;

type Draft = Omit<MapNode, "y"> & { first: number };

/**
 * Where everything stands: workflows on the left, systems in the middle, environments on the right; what is broken
 * first, then in the order it was given. Each column is centred on the tallest.
 */
export function mapLayout(items: readonly IntegrationBrief[]): MapLayout {
  const drafts = new Map<string, Draft>();
  const links = new Map<string, { from: string; to: string; state: IntegrationBrief["state"] }>();
  const put = (draft: Omit<Draft, "first">) => {
    const known = drafts.get(draft.id);
    if (known === undefined) drafts.set(draft.id, { ...draft, first: drafts.size });
    else known.state = worse(known.state, draft.state);
    return draft.id;
  };
  const link = (from: string, to: string, state: IntegrationBrief["state"]) => {
    const id = `${from} ${to}`;
    const known = links.get(id);
    links.set(id, { from, to, state: known === undefined ? state : worse(known.state, state) });
  };
  for (const { system, environment, workflows, state, id, name } of items) {
    const middle = put({
      ...{ id: `system ${systemKey(system)}`, column: "system", label: system, more: name },
      ...{ href: `/integrations/${id}`, state },
    });
    const right = put({
      ...{ id: `environment ${environment.id}`, column: "environment", label: environment.name, more: "" },
      ...{ href: `/environments/${environment.id}#integrations`, state },
    });
    link(middle, right, state);
    for (const workflow of workflows) {
      const left = put({
        ...{
          id: `workflow ${workflow.id}`,
          column: "workflow",
          label: workflow.title,
          more: "",
          href: null,
          state,
        },
      });
      link(left, middle, state);
    }
  }
  const tallest = Math.max(1, ...COLUMNS.map((column) => of(drafts, column).length));
  const placed = new Map(COLUMNS.flatMap((column) => stacked(of(drafts, column), tallest)));
  const edges = [...links].flatMap(([id, { from, to, state }]): MapEdge[] => {
    const [start, end] = [placed.get(from), placed.get(to)];
    return start === undefined || end === undefined ? [] : [{ id, from: start, to: end, state }];
  });
  // What is broken is drawn last, over the rest.
  edges.sort((one, other) => WORST[one.state] - WORST[other.state]);
  return { nodes: [...placed.values()], edges, height: TOP + tallest * ROW };
}

const COLUMNS = ["workflow", "system", "environment"] as const;

const of = (drafts: ReadonlyMap<string, Draft>, column: MapNode["column"]): readonly Draft[] =>
  [...drafts.values()]
    .filter((draft) => draft.column === column)
    .sort((one, other) => WORST[other.state] - WORST[one.state] || one.first - other.first);

function stacked(drafts: readonly Draft[], tallest: number): [string, MapNode][] {
  const offset = ((tallest - drafts.length) * ROW) / 2;
  return drafts.map(({ first: _, ...draft }, index) => [
    draft.id,
    { ...draft, y: TOP + offset + index * ROW + ROW / 2 },
  ]);
}
