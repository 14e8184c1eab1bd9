import type { SignalState } from "../health/domains";

/** What stands on the other side of an integration (requirement A7). */
export const INTEGRATION_KINDS = {
  mes: "Shop floor (MES)",
  wms: "Warehouse (WMS)",
  edi: "EDI",
  barcode: "Barcode scanners",
  carrier: "Carrier",
  bank: "Bank",
  ecommerce: "Web shop",
  other: "Other system",
} as const;
export type IntegrationKind = keyof typeof INTEGRATION_KINDS;
export const INTEGRATION_KIND_IDS = [
  "mes",
  "wms",
  "edi",
  "barcode",
  "carrier",
  "bank",
  "ecommerce",
  "other",
] as const satisfies readonly IntegrationKind[];

export const DIRECTIONS = {
  inbound: "into the ERP",
  outbound: "out of the ERP",
  both: "both ways",
} as const;
export type IntegrationDirection = keyof typeof DIRECTIONS;
export const DIRECTION_IDS = [
  "inbound",
  "outbound",
  "both",
] as const satisfies readonly IntegrationDirection[];

export const CRITICALITIES = {
  critical: "Work stops without it",
  important: "Work goes on by hand",
  minor: "Can wait a day",
} as const;
export type IntegrationCriticality = keyof typeof CRITICALITIES;
export const CRITICALITY_IDS = [
  "critical",
  "important",
  "minor",
] as const satisfies readonly IntegrationCriticality[];

export const INTEGRATIONS_PER_ENVIRONMENT = 50;

const STATE_RANK: Readonly<Record<SignalState, number>> = { bad: 0, warn: 1, unknown: 2, good: 3 };

type Ranked = { state: SignalState; criticality: IntegrationCriticality; name: string };

/** What hurts first: by state, then by what stops without it, then by name. */
export const worstIntegrationFirst = (one: Ranked, other: Ranked): number =>
  STATE_RANK[one.state] - STATE_RANK[other.state] ||
  CRITICALITY_IDS.indexOf(one.criticality) - CRITICALITY_IDS.indexOf(other.criticality) ||
  one.name.localeCompare(other.name);

/** Systems are the same when people call them the same. */
export const systemKey = (system: string): string => system.trim().toLowerCase().replaceAll(/\s+/g, " ");
