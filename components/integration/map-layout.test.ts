import { expect, it } from "vitest";
import type { IntegrationBrief } from "@/lib/contracts/api/resources/integration";
import { mapLayout } from "./map-layout";

const brief = (system: string, environment: string, state: IntegrationBrief["state"]): IntegrationBrief => ({
  ...{ id: `${system}-${environment}`, name: `${system} link`, system, kind: "mes", direction: "both" },
  ...{
    criticality: "critical",
    tenant: { id: "t", name: "T" },
    checked: true,
    state,
    sentence: "",
    since: "",
  },
  environment: { id: environment, name: environment, stage: "production", timeZone: "UTC" },
  workflows: [{ id: "work_order", title: "Confirm work orders" }],
  checkedAt: null,
});

it("draws a shared system once, coloured by its worst, with an edge to everything it holds together", () => {
  const { nodes, edges } = mapLayout([
    brief("Shop floor", "staging", "good"),
    brief("shop floor", "production", "bad"),
    brief("Bank", "production", "good"),
  ]);
  expect(nodes.map(({ id, state }) => `${id}: ${state}`)).toEqual([
    "workflow work_order: bad",
    "system shop floor: bad",
    "system bank: good",
    "environment production: bad",
    "environment staging: good",
  ]);
  expect(edges.map(({ id, state }) => `${id}: ${state}`).sort()).toEqual([
    "system bank environment production: good",
    "system shop floor environment production: bad",
    "system shop floor environment staging: good",
    "workflow work_order system bank: good",
    "workflow work_order system shop floor: bad",
  ]);
  expect(edges.at(-1)?.state).toBe("bad");
});

it("keeps every node within its height, and none on another", () => {
  const items = Array.from({ length: 12 }, (_, index) => brief(`s${index}`, "one", "good"));
  const { nodes, height } = mapLayout(items);
  const places = nodes.map(({ column, y }) => `${column} ${y}`);
  expect(new Set(places).size).toBe(nodes.length);
  expect(nodes.every(({ y }) => y > 0 && y < height)).toBe(true);
});
