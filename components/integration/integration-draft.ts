import type { Integration } from "@/lib/contracts/api/resources/integration";
import type { Workflow } from "@/lib/domain/health/domains";
import type {
  IntegrationCriticality,
  IntegrationDirection,
  IntegrationKind,
} from "@/lib/domain/integration/kinds";

/** What an integration is, as people type it. */
export type WordsDraft = {
  name: string;
  system: string;
  kind: IntegrationKind;
  direction: IntegrationDirection;
  criticality: IntegrationCriticality;
  endpoint: string;
  ownerName: string;
  ownerContact: string;
  workflows: readonly Workflow[];
  modules: string;
};

export const wordsDraft = (integration: Integration | null): WordsDraft => ({
  name: integration?.name ?? "",
  system: integration?.system ?? "",
  kind: integration?.kind ?? "mes",
  direction: integration?.direction ?? "both",
  criticality: integration?.criticality ?? "important",
  endpoint: integration?.endpoint ?? "",
  ownerName: integration?.ownerName ?? "",
  ownerContact: integration?.ownerContact ?? "",
  workflows: integration?.workflows.map(({ id }) => id) ?? [],
  modules: integration?.modules.join(", ") ?? "",
});

/** As the API takes it: modules are told apart by commas or blanks. */
export const draftOf = ({ workflows, modules, ...words }: WordsDraft) => ({
  ...words,
  workflows: [...workflows],
  modules: [...new Set(modules.split(/[\s,]+/).filter((name) => name !== ""))],
});
