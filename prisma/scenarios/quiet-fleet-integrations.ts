import type { ScenarioIntegration } from "./scenario";

/** What others send into the ERP arrives at its own entrance: whether that answers is what can be checked from here. */
const ENTRANCE: ScenarioIntegration["check"] = {
  kind: "service",
  service: "web",
  port: 8069,
  path: "/web/health",
  slowMs: 2_000,
};
const queue = (warnAt: number, badAt: number): ScenarioIntegration["check"] => ({
  kind: "queue",
  warnAt,
  badAt,
});

/** By tenant: what its environments are connected to. */
export const integrations = {
  nordwerk: [
    {
      ...{ stages: ["staging", "production"], name: "Shop floor terminals", system: "Terminals Lübeck" },
      ...{ kind: "mes", direction: "inbound", criticality: "critical" },
      ...{ endpoint: "terminals.luebeck.nordwerk.example", modules: ["mrp", "quality_control"] },
      ...{ ownerName: "Henrik Lorenz", ownerContact: "henrik.lorenz@nordwerk.example" },
      ...{ workflows: ["work_order", "stock_move"], check: ENTRANCE },
    },
    {
      ...{ stages: ["production"], name: "Shipping labels", system: "Carrier Nordfracht" },
      ...{ kind: "carrier", direction: "outbound", criticality: "important" },
      ...{ endpoint: "https://labels.nordfracht.example", modules: ["delivery", "stock"] },
      ...{ ownerName: "Anke Sievers", ownerContact: "+49 451 5550 132" },
      ...{ workflows: ["label", "stock_move"], check: queue(2_000, 10_000) },
    },
    {
      ...{ stages: ["production"], name: "Bank statements", system: "Bank Travetal" },
      ...{ kind: "bank", direction: "inbound", criticality: "minor" },
      ...{ endpoint: "EBICS, every morning at six", modules: ["account"] },
      ...{ ownerName: "Dörte Hansen", ownerContact: "buchhaltung@nordwerk.example" },
      ...{ workflows: ["invoice"], check: null },
    },
  ],
  "sato-precision": [
    {
      ...{ stages: ["production"], name: "Coating line", system: "Coating line Suwa" },
      ...{ kind: "mes", direction: "both", criticality: "critical" },
      ...{ endpoint: "coating.suwa.sato-precision.example", modules: ["mrp"] },
      ...{ ownerName: "Kenji Sato", ownerContact: "+81 266 555 018" },
      ...{ workflows: ["work_order"], check: ENTRANCE },
    },
  ],
} as const satisfies Record<string, readonly ScenarioIntegration[]>;
