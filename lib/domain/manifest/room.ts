import { entranceObjects, visitorsService } from "./entrance";
import { objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { renderEnvironment } from "./render";
import { DEFAULT_PLACEMENT, type EnvironmentSpec, NAMES, type Placement } from "./spec";
import { base64 } from "./toolbox-job";

/** What a room beside an environment was made for, as its objects say it. */
export type RoomPurpose = "drill" | "scratch";

/** The secrets a room works with: the database of its own on the server of the environment, and the ERP's key. */
type RoomSecrets = {
  database: Readonly<Record<string, string>>;
  api: Readonly<Record<string, string>>;
};

const ROOM = new Set(["Namespace", "ResourceQuota", "LimitRange", "ServiceAccount", "PersistentVolumeClaim"]);
/** The one policy of an environment that lets visitors in. */
const VISITORS = "web-from-ingress";

/**
 * A room beside an environment, before anything of the business is in it: namespace, quota, identity without rights,
 * files, and policies that let nothing out but to the database and name resolution, and nobody in from the ingress.
 */
export function renderRoom(
  spec: EnvironmentSpec,
  purpose: RoomPurpose,
  placement: Placement = DEFAULT_PLACEMENT,
): readonly ManifestObject[] {
  const room = renderEnvironment(spec, placement).filter(
    ({ kind, metadata }) => ROOM.has(kind) || (kind === "NetworkPolicy" && metadata.name !== VISITORS),
  );
  return marked(room, purpose);
}

/** What the room's pods and Jobs sign in with. Values are for the cluster only: never logged, never stored. */
export function renderRoomSecrets(
  spec: EnvironmentSpec,
  purpose: RoomPurpose,
  secrets: RoomSecrets,
): readonly ManifestObject[] {
  const secret = (name: string, values: Readonly<Record<string, string>>): ManifestObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: spec.namespace, labels: objectLabels(spec, "environment") },
    type: "Opaque",
    data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, base64(value)])),
  });
  return marked(
    [secret(NAMES.databaseSecret, secrets.database), secret(NAMES.apiSecret, secrets.api)],
    purpose,
  );
}

/** The ERP on the data brought back: its settings, one web pod, a Service for the checks. No scheduled actions, no route. */
export function renderRoomErp(
  spec: EnvironmentSpec,
  purpose: RoomPurpose,
  placement: Placement = DEFAULT_PLACEMENT,
): readonly ManifestObject[] {
  const rendered = renderEnvironment(spec, placement).filter(
    ({ kind, metadata }) => kind === "ConfigMap" || (kind === "Deployment" && metadata.name === NAMES.web),
  );
  return marked([...rendered, visitorsService(spec, "web")], purpose);
}

/** The way in from outside, by the room's own hostname: what nobody has before the rest is done. */
export function renderRoomEntrance(
  spec: EnvironmentSpec,
  purpose: RoomPurpose,
  placement: Placement = DEFAULT_PLACEMENT,
): readonly ManifestObject[] {
  const visitors = renderEnvironment(spec, placement).filter(
    ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === VISITORS,
  );
  return marked([...visitors, ...entranceObjects(spec, placement)], purpose);
}

/** Says of every object what it is for: nobody shall take it for an environment. */
const marked = (objects: readonly ManifestObject[], purpose: RoomPurpose): readonly ManifestObject[] =>
  objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, "holdfast.dev/purpose": purpose } },
  }));
