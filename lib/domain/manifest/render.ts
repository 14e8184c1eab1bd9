import { DIGEST } from "@/lib/domain/release/reference";
import { Problem } from "@/lib/domain/shared/problem";
import { cronDeployment, webDeployment } from "./deployments";
import { entranceObjects } from "./entrance";
import { fingerprint } from "./fingerprint";
import { objectLabels } from "./labels";
import { namespaceObjects } from "./namespace";
import { disruptionBudget, networkPolicies } from "./network";
import type { ManifestObject } from "./object";
import { renderSettings } from "./settings";
import { DEFAULT_PLACEMENT, type EnvironmentSpec, NAMES, type Placement } from "./spec";

/**
 * All Kubernetes objects of one environment, in the order in which they can be applied (requirements E4, E5).
 * Holds no secret, only references to the secrets `erp-database` and `erp-api` of the namespace.
 * @throws Problem `invalid_input` when the specification cannot become valid objects.
 */
export function renderEnvironment(
  spec: EnvironmentSpec,
  placement: Placement = DEFAULT_PLACEMENT,
): readonly ManifestObject[] {
  refuseBadSpec(spec);
  const settings = renderSettings(spec.release.configuration);
  const settingsFingerprint = fingerprint(settings);
  return [
    ...namespaceObjects(spec, placement),
    ...networkPolicies(spec, placement),
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: NAMES.configMap,
        namespace: spec.namespace,
        labels: objectLabels(spec, "environment"),
      },
      data: { "odoo.conf": settings },
    },
    webDeployment(spec, settingsFingerprint),
    cronDeployment(spec, settingsFingerprint),
    ...entranceObjects(spec, placement),
    disruptionBudget(spec),
  ];
}

/**
 * The rendered objects without the Deployments: what a migration Job needs to exist before it runs, and what can be
 * applied without touching a running pod.
 */
export const withoutWorkloads = (objects: readonly ManifestObject[]): readonly ManifestObject[] =>
  objects.filter(({ kind }) => kind !== "Deployment");

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const HOSTNAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** What Kubernetes or Traefik would refuse, or read as something else, is refused here with its name. */
export function refuseBadSpec(spec: EnvironmentSpec): void {
  const refuse = (sentence: string) => {
    throw new Problem("invalid_input", sentence);
  };
  if (!LABEL.test(spec.namespace)) refuse(`“${spec.namespace}” is not a valid namespace name.`);
  if (!HOSTNAME.test(spec.hostname)) refuse(`“${spec.hostname}” is not a valid hostname.`);
  if (!DIGEST.test(spec.release.digest)) {
    refuse(`Release ${spec.release.name} has no image digest of the form sha256:<64 hex digits>.`);
  }
  refuseCount("web pods", spec.webReplicas, 0, 50);
  refuseCount("web workers per pod", spec.webWorkers, 1, 64);
  refuseCount("cron pods", spec.cronReplicas, 0, 10);
}

function refuseCount(what: string, count: number, least: number, most: number): void {
  if (!Number.isInteger(count) || count < least || count > most) {
    throw new Problem("invalid_input", `The number of ${what} must be ${least} to ${most}, not ${count}.`);
  }
}
