import type { LiveEvent } from "@/lib/contracts/events/live";
import {
  alertingKeys,
  alertKeys,
  auditKeys,
  calendarKeys,
  changeKeys,
  clusterKeys,
  elevationKeys,
  environmentKeys,
  holdKeys,
  incidentKeys,
  integrationKeys,
  navigationKeys,
  noticeKeys,
  objectiveKeys,
  operationKeys,
  overviewKeys,
  releaseKeys,
  runbookKeys,
  serviceLevelKeys,
  statusKeys,
  tenantKeys,
  trainKeys,
} from "./query-keys";

type Key = readonly unknown[];

const ofEnvironment = (id: string | null): Key[] => [
  ...(id ? [environmentKeys.one(id)] : [environmentKeys.all]),
  environmentKeys.lists,
  tenantKeys.all,
  statusKeys.all,
  overviewKeys.all,
];

/** Which cached answers one live event makes old. Keys are prefixes: a list key covers all its filters. */
export function affectedKeys(event: LiveEvent): readonly Key[] {
  const { kind, id } = event.subject;
  switch (kind) {
    case "change":
      return [
        changeKeys.all,
        trainKeys.all,
        navigationKeys.all,
        auditKeys.all,
        ...ofEnvironment(event.environmentId),
      ];
    case "train":
      return [trainKeys.all, changeKeys.all, overviewKeys.all, navigationKeys.all, auditKeys.all];
    case "operation":
      return [
        operationKeys.one(id),
        operationKeys.events(id),
        operationKeys.signals(id),
        operationKeys.lists,
        changeKeys.all,
        // A drill's steps tick its runbook, and its end is a proof.
        objectiveKeys.all,
        runbookKeys.all,
        auditKeys.all,
        ...ofEnvironment(event.environmentId),
      ];
    case "environment":
      return ofEnvironment(id);
    case "cluster":
      return [clusterKeys.all, environmentKeys.all, tenantKeys.all, overviewKeys.all];
    case "hold":
      return [
        holdKeys.all,
        operationKeys.all,
        environmentKeys.all,
        tenantKeys.all,
        changeKeys.all,
        overviewKeys.all,
        navigationKeys.all,
        auditKeys.all,
      ];
    case "calendar":
      return [calendarKeys.all, changeKeys.all, overviewKeys.all, environmentKeys.all, auditKeys.all];
    case "objective":
      return [objectiveKeys.all, serviceLevelKeys.all, changeKeys.all, auditKeys.all];
    case "runbook":
      return [runbookKeys.all, auditKeys.all];
    case "alert":
      return [
        alertKeys.all,
        serviceLevelKeys.all,
        alertingKeys.all,
        incidentKeys.all,
        overviewKeys.all,
        navigationKeys.all,
        auditKeys.all,
      ];
    case "integration":
      return [integrationKeys.all, auditKeys.all];
    case "incident":
      return [incidentKeys.all, statusKeys.all, alertKeys.all, overviewKeys.all, auditKeys.all];
    case "elevation":
      return [elevationKeys.all, navigationKeys.all, auditKeys.all];
    case "notice":
      return [noticeKeys.all];
    case "release":
      return [releaseKeys.all, changeKeys.all];
    default:
      // A newer server may speak of more than this tab knows.
      return [];
  }
}
