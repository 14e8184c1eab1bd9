import { COMPONENT, type EnvironmentSpec, MANAGED_BY } from "./spec";

export type Component =
  | "web"
  | "web-canary"
  | "cron"
  | "migrate"
  /** The ERP on a copy that is read back: nothing of the environment selects it. */
  | "copy"
  | "maintenance"
  | "toolbox"
  | "environment";

/** What labels are made of: of the release only its name. */
type Labelled = Omit<EnvironmentSpec, "release"> & { release: Pick<EnvironmentSpec["release"], "name"> };

/**
 * What Services, policies and Deployments select pods by. Made only of what never changes for an
 * environment: a Deployment's selector is immutable, and a changed one would lose its pods.
 */
export function selectorLabels(spec: Labelled, component: Component): Record<string, string> {
  return {
    "app.kubernetes.io/name": "odoo",
    [COMPONENT]: component,
    "holdfast.dev/environment": spec.environmentId,
  };
}

/** Labels of every object and pod: Kubernetes' recommended ones and ours. */
export function objectLabels(spec: Labelled, component: Component): Record<string, string> {
  return {
    ...selectorLabels(spec, component),
    "app.kubernetes.io/instance": labelValue(spec.namespace),
    "app.kubernetes.io/version": labelValue(spec.release.name),
    "app.kubernetes.io/part-of": "erp",
    [MANAGED_BY]: "holdfast",
    "holdfast.dev/tenant": labelValue(spec.tenantSlug),
    "holdfast.dev/stage": spec.stage,
  };
}

/** Fits any text into a label value: at most 63 of A–Z a–z 0–9 . _ -, beginning and ending with a letter or digit. */
export function labelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}
