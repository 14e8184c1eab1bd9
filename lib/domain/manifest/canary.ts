import { visitorsDeployment } from "./deployments";
import { visitorsService } from "./entrance";
import { fingerprint } from "./fingerprint";
import { objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { refuseBadSpec } from "./render";
import { renderSettings } from "./settings";
import { type EnvironmentSpec, NAMES } from "./spec";

/** Pods a canary needs for its share: as many as the share of the stable ones, at least one. */
export const canaryPods = (percent: number, webReplicas: number): number =>
  Math.max(1, Math.ceil((percent / 100) * webReplicas));

/**
 * The new release beside the one that runs: its own settings, Deployment and Service. The label
 * `app.kubernetes.io/component` differs from the stable pods', so neither Service nor Deployment selects the other's.
 * @throws Problem `invalid_input` when the specification cannot become valid objects.
 */
export function renderCanary(spec: EnvironmentSpec, percent: number): readonly ManifestObject[] {
  refuseBadSpec(spec);
  const settings = renderSettings(spec.release.configuration);
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: NAMES.canaryConfigMap,
        namespace: spec.namespace,
        labels: objectLabels(spec, "web-canary"),
      },
      data: { "odoo.conf": settings },
    },
    visitorsDeployment(spec, {
      component: "web-canary",
      replicas: canaryPods(percent, spec.webReplicas),
      configMap: NAMES.canaryConfigMap,
      settingsFingerprint: fingerprint(settings),
    }),
    visitorsService(spec, "web-canary"),
  ];
}
