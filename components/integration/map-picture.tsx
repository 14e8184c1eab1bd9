import Link from "next/link";
import { type MapNode, mapLayout } from "@/components/integration/map-layout";
import { integrationState, messages } from "@/components/integration/words";
import { toneClass } from "@/components/ui/glyph";
import type { IntegrationBrief } from "@/lib/contracts/api/resources/integration";

const WIDTH = 960;
const BOX = { width: 240, height: 40 };
const LEFT: Readonly<Record<MapNode["column"], number>> = { workflow: 0, system: 360, environment: 720 };
const HEADINGS = { workflow: "Workflows", system: "Systems outside", environment: "Environments" } as const;
const LETTERS = 32;

const short = (text: string): string => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text);
const toneOf = (state: IntegrationBrief["state"]): string =>
  toneClass(integrationState({ state, checked: true }).tone);
const wordOf = (state: IntegrationBrief["state"]): string => integrationState({ state, checked: true }).word;

/** Workflows, systems and environments as a picture; what it says stands as a list for those who do not see it. */
export function MapPicture({ items }: { items: readonly IntegrationBrief[] }) {
  const { nodes, edges, height } = mapLayout(items);
  return (
    <svg className="dependency-map" viewBox={`0 0 ${WIDTH} ${height}`}>
      <title>{messages.mapTitle}</title>
      {(["workflow", "system", "environment"] as const).map((column) => (
        <text key={column} className="heading" x={LEFT[column]} y={16}>
          {HEADINGS[column]}
        </text>
      ))}
      {edges.map(({ id, from, to, state }) => (
        <path key={id} className={`edge ${toneOf(state)}`} d={curve(from, to)} />
      ))}
      {nodes.map((node) => (
        <NodeBox key={node.id} node={node} />
      ))}
    </svg>
  );
}

function curve(from: MapNode, to: MapNode): string {
  const [start, end] = [LEFT[from.column] + BOX.width, LEFT[to.column]];
  const middle = (start + end) / 2;
  return `M${start} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${end} ${to.y}`;
}

function NodeBox({ node }: { node: MapNode }) {
  const { label, y, state, href, column } = node;
  const words = column === "workflow" ? label : `${label}, ${wordOf(state)}`;
  const box = (
    <g className={`node ${toneOf(state)}`} transform={`translate(${LEFT[column]} ${y - BOX.height / 2})`}>
      <title>{words}</title>
      <rect width={BOX.width} height={BOX.height} rx="4" />
      <circle cx="14" cy={BOX.height / 2} r="4" />
      <text x="26" y={column === "workflow" ? 25 : 17}>
        {short(label)}
      </text>
      {column === "workflow" ? null : (
        <text className="more" x="26" y="32">
          {wordOf(state)}
        </text>
      )}
    </g>
  );
  return href === null ? box : <Link href={href}>{box}</Link>;
}
