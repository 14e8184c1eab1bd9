import { visitorsService } from "./entrance";
import { objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { renderEnvironment } from "./render";
import { DEFAULT_PLACEMENT, type EnvironmentSpec, NAMES, type Placement } from "./spec";
import { base64 } from "./toolbox-job";

/** The secrets a drill works with: the database of its own on the server of the environment, and the ERP's key. */
export type DrillSecrets = {
  database: Readonly<Record<string, string>>;
  api: Readonly<Record<string, string>>;
};

const ROOM = new Set(["Namespace", "ResourceQuota", "LimitRange", "ServiceAccount", "PersistentVolumeClaim"]);
/** The one policy of an environment that lets visitors in. */
const VISITORS = "web-from-ingress";

/**
 * The room a drill works in, before anything of the business is in it: namespace, quota, identity without rights,
 * files, and policies that let nothing out but to the database and name resolution, and nobody in from the ingress.
 */
export function drillRoom(
  spec: EnvironmentSpec,
  placement: Placement = DEFAULT_PLACEMENT,
): readonly ManifestObject[] {
  return marked(
    renderEnvironment(spec, placement).filter(
      ({ kind, metadata }) => ROOM.has(kind) || (kind === "NetworkPolicy" && metadata.name !== VISITORS),
    ),
  );
}

/** What the pods and Jobs of the drill sign in with. Values are for the cluster only: never logged, never stored. */
export function drillSecrets(spec: EnvironmentSpec, secrets: DrillSecrets): readonly ManifestObject[] {
  const secret = (name: string, values: Readonly<Record<string, string>>): ManifestObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: spec.namespace, labels: objectLabels(spec, "environment") },
    type: "Opaque",
    data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, base64(value)])),
  });
  return marked([secret(NAMES.databaseSecret, secrets.database), secret(NAMES.apiSecret, secrets.api)]);
}

/** The ERP on the recovered data: its settings, one web pod, a Service for the checks. No scheduled actions, no route. */
export function drillWorkloads(
  spec: EnvironmentSpec,
  placement: Placement = DEFAULT_PLACEMENT,
): readonly ManifestObject[] {
  const rendered = renderEnvironment(spec, placement).filter(
    ({ kind, metadata }) => kind === "ConfigMap" || (kind === "Deployment" && metadata.name === NAMES.web),
  );
  return marked([...rendered, visitorsService(spec, "web")]);
}

/** Says of every object that it belongs to a drill: nobody shall take it for an environment. */
const marked = (objects: readonly ManifestObject[]): readonly ManifestObject[] =>
  objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, "holdfast.dev/purpose": "drill" } },
  }));
