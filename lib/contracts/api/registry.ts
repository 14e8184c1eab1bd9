import type { z } from "zod";
import { alertOperations } from "./operations/alerts";
import { auditOperations } from "./operations/audit";
import { backupOperations } from "./operations/backups";
import { calendarOperations } from "./operations/calendar";
import { catalogOperations } from "./operations/catalog";
import { changeQueueOperations } from "./operations/change-queues";
import { changeScheduleOperations } from "./operations/change-schedule";
import { changeTemplateOperations } from "./operations/change-templates";
import { changeOperations } from "./operations/changes";
import { clusterOperations } from "./operations/clusters";
import { drillOperations } from "./operations/drills";
import { elevationOperations } from "./operations/elevations";
import { evidenceOperations } from "./operations/evidence";
import { gatePolicyOperations } from "./operations/gate-policies";
import { governanceOperations } from "./operations/governance";
import { healthOperations } from "./operations/health";
import { healthPolicyOperations } from "./operations/health-policies";
import { holdOperations } from "./operations/holds";
import { incidentOperations } from "./operations/incidents";
import { integrationOperations } from "./operations/integrations";
import { logOperations } from "./operations/logs";
import { noticeOperations } from "./operations/notices";
import { objectiveOperations } from "./operations/objectives";
import { observationOperations } from "./operations/observations";
import { operationOperations } from "./operations/operations";
import { overviewOperations } from "./operations/overview";
import { releaseOperations } from "./operations/releases";
import { restoreOperations } from "./operations/restores";
import { rollbackOperations } from "./operations/rollbacks";
import { runbookOperations } from "./operations/runbooks";
import { scoreboardOperations } from "./operations/scoreboard";
import { scratchOperations } from "./operations/scratch";
import { serviceIdentityOperations } from "./operations/service-identities";
import { serviceLevelOperations } from "./operations/service-levels";
import { sessionOperations } from "./operations/session";
import { trainOperations } from "./operations/trains";
import { workflowOperations } from "./operations/workflows";

/** The one list from which routes, the browser's client, the command line and the OpenAPI document are made. */
export const API = {
  ...sessionOperations,
  ...overviewOperations,
  ...catalogOperations,
  ...releaseOperations,
  ...evidenceOperations,
  ...changeOperations,
  ...changeQueueOperations,
  ...changeScheduleOperations,
  ...changeTemplateOperations,
  ...governanceOperations,
  ...elevationOperations,
  ...gatePolicyOperations,
  ...trainOperations,
  ...holdOperations,
  ...healthOperations,
  ...workflowOperations,
  ...serviceLevelOperations,
  ...healthPolicyOperations,
  ...operationOperations,
  ...observationOperations,
  ...rollbackOperations,
  ...backupOperations,
  ...restoreOperations,
  ...scratchOperations,
  ...drillOperations,
  ...objectiveOperations,
  ...runbookOperations,
  ...calendarOperations,
  ...scoreboardOperations,
  ...alertOperations,
  ...incidentOperations,
  ...integrationOperations,
  ...logOperations,
  ...noticeOperations,
  ...clusterOperations,
  ...serviceIdentityOperations,
  ...auditOperations,
} as const;

export type OperationId = keyof typeof API;
type Part<Operation, Key extends string> =
  Operation extends Record<Key, infer Schema extends z.ZodType> ? { [P in Key]: z.input<Schema> } : unknown;
/** What a caller gives: path parameters, query and body as far as the operation has them. */
export type Input<Id extends OperationId> = Part<(typeof API)[Id], "params"> &
  Part<(typeof API)[Id], "query"> &
  Part<(typeof API)[Id], "body">;
export type Output<Id extends OperationId> = z.output<(typeof API)[Id]["response"]>;
