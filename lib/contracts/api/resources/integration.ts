import { z } from "zod";
import { SIGNAL_STATES, WORKFLOW_IDS } from "@/lib/domain/health/domains";
import {
  CRITICALITY_IDS,
  DIRECTION_IDS,
  INTEGRATION_KIND_IDS,
  INTEGRATIONS_PER_ENVIRONMENT,
} from "@/lib/domain/integration/kinds";
import { Can, Id, Named, Stage, Time, TimeZone, Version } from "./common";
import { ConnectorCheck } from "./connector-check";

export const IntegrationKind = z.enum(INTEGRATION_KIND_IDS);
export const IntegrationState = z.enum(SIGNAL_STATES);
const WorkflowId = z.enum(WORKFLOW_IDS);

const integration = {
  name: z.string().trim().min(2, "Name the integration in at least 2 characters.").max(80),
  /** The system on the other side; environments of a tenant that name the same one share it. */
  system: z.string().trim().min(2, "Say which system is on the other side.").max(80),
  kind: IntegrationKind,
  direction: z.enum(DIRECTION_IDS),
  criticality: z.enum(CRITICALITY_IDS),
  /** Where it talks to, as people write it; never with credentials. */
  endpoint: z.string().trim().max(300).default(""),
  ownerName: z.string().trim().min(2, "Say who looks after it.").max(80),
  ownerContact: z.string().trim().min(3, "Say how they are reached.").max(160),
  workflows: z.array(WorkflowId).max(20).default([]),
  /** Beginnings of module names: delivery_dhl stands for delivery_dhl_labels too. */
  modules: z
    .array(z.string().regex(/^[a-z][a-z0-9_]{1,99}$/, "Write names of modules, such as delivery_dhl."))
    .max(20)
    .default([]),
  check: ConnectorCheck.nullable().default(null),
  intervalSeconds: z
    .int()
    .min(30, "At most every 30 seconds.")
    .max(3_600, "At least every hour.")
    .default(60),
};

/** Left out: stays as it is. Null: is forgotten. It is sealed at once and shown to nobody. */
const secret = z.string().min(1).max(8_000).nullable().optional();

export const AddIntegration = z.object({ ...integration, secret });
export type AddIntegration = z.input<typeof AddIntegration>;
export const EditIntegration = AddIntegration.extend({ version: Version });
export const RemoveIntegration = z.object({ version: Version });

export const IntegrationBrief = z.object({
  id: Id,
  name: z.string(),
  system: z.string(),
  kind: IntegrationKind,
  direction: z.enum(DIRECTION_IDS),
  criticality: z.enum(CRITICALITY_IDS),
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }),
  tenant: Named,
  workflows: z.array(z.object({ id: WorkflowId, title: z.string() })),
  /** Null: nobody checks it, so nothing is known. */
  checked: z.boolean(),
  state: IntegrationState,
  since: Time,
  /** What the newest check saw, or why nothing is known. */
  sentence: z.string(),
  checkedAt: Time.nullable(),
});
export type IntegrationBrief = z.infer<typeof IntegrationBrief>;

export const Integration = IntegrationBrief.extend({
  endpoint: z.string(),
  ownerName: z.string(),
  ownerContact: z.string(),
  modules: z.array(z.string()),
  check: ConnectorCheck.nullable(),
  hasSecret: z.boolean(),
  intervalSeconds: z.int("Give a number of seconds."),
  lastError: z.string(),
  lastErrorAt: Time.nullable(),
  answeredAt: Time.nullable(),
  /** Its last checks, oldest first; at most 200. */
  readings: z.array(
    z.object({
      at: Time,
      outcome: IntegrationState,
      milliseconds: z.int().nullable(),
      value: z.number().nullable(),
      detail: z.string(),
    }),
  ),
  /** Other environments of the tenant whose integrations name the same system. */
  sharedWith: z.array(z.object({ id: Id, name: z.string(), environment: Named })).max(50),
  /** Its workflows with their owners: who is told when it fails. */
  carries: z
    .array(
      z.object({
        id: WorkflowId,
        title: z.string(),
        owner: z.object({
          name: z.string(),
          contact: z.string(),
          /** False where nobody was named and the tenant's contact stands in. */
          own: z.boolean(),
        }),
      }),
    )
    .max(20),
  version: Version,
  can: z.object({ edit: Can, check: Can }),
});
export type Integration = z.infer<typeof Integration>;

export const EnvironmentIntegrations = z.object({
  /** Worst first. */
  items: z.array(IntegrationBrief).max(INTEGRATIONS_PER_ENVIRONMENT),
  can: z.object({ add: Can }),
});
export type EnvironmentIntegrations = z.infer<typeof EnvironmentIntegrations>;

/** How a change meets an integration: by modules of its own, or only because its ERP is worked on. */
export const ChangeIntegrations = z.object({
  items: z
    .array(z.object({ integration: IntegrationBrief, modules: z.array(z.string()).max(50) }))
    .max(INTEGRATIONS_PER_ENVIRONMENT),
  /** Workflows that rest on them, in plant words. */
  workflows: z.array(z.string()),
});
export type ChangeIntegrations = z.infer<typeof ChangeIntegrations>;

export const IntegrationMap = z.object({
  tenant: Named,
  tenants: z.array(Named).max(200),
  items: z.array(IntegrationBrief).max(200),
  /** More than are shown. */
  more: z.int(),
});
export type IntegrationMap = z.infer<typeof IntegrationMap>;
