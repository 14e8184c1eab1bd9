import { at, records, text, timestamp } from "@/sandbox/api/json";
import type { Fields, KubeObject } from "@/sandbox/api/types";

export type Condition = {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
};

export function conditionsOf(object: KubeObject): Fields[] {
  return records(at(object, "status", "conditions"));
}

export function conditionOf(object: KubeObject, type: string): Fields | undefined {
  return conditionsOf(object).find((entry) => entry["type"] === type);
}

export function holds(object: KubeObject, type: string): boolean {
  return conditionOf(object, type)?.["status"] === "True";
}

/** Milliseconds since the epoch of a condition's time field; undefined without one. */
export function timeOf(condition: Fields | undefined, field: string): number | undefined {
  const value = text(condition?.[field]);
  return value === undefined ? undefined : Date.parse(value);
}

/** The conditions with one set as the workload controllers do; a change moves it to the end. */
export function withCondition(conditions: readonly Fields[], next: Condition): Fields[] {
  const now = timestamp();
  const old = conditions.find((entry) => entry["type"] === next.type);
  if (old !== undefined && old["status"] === next.status && old["reason"] === next.reason)
    return [...conditions];
  const { type, status, reason, message } = next;
  const lastTransitionTime = old?.["status"] === status ? old["lastTransitionTime"] : now;
  const entry = { type, status, lastUpdateTime: now, lastTransitionTime, reason, message };
  return [...conditions.filter((other) => other["type"] !== type), entry];
}
