import { imageReference } from "@/lib/domain/release/reference";
import { type Component, objectLabels } from "./labels";
import { DATA_DIRECTORY } from "./settings";
import { type ContainerSize, resources } from "./sizing";
import { type EnvironmentSpec, NAMES } from "./spec";

/** User and group of the ERP's image. A number, because the kubelet cannot tell from a name that it is not root. */
const ERP_USER = 101;
const SETTINGS_DIRECTORY = "/etc/odoo";

/** What pod security “restricted” asks of a pod and of its container. */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: ERP_USER,
  runAsGroup: ERP_USER,
  fsGroup: ERP_USER,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
} as const;
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
} as const;

export type ErpContainer = {
  component: Exclude<Component, "environment" | "maintenance" | "toolbox">;
  args: readonly string[];
  size: ContainerSize;
  /** Where its settings stand; a canary has its own, so that old pods never read the new release's. */
  configMap?: string;
  /** A copy it works on in place of what lives: its own keys, and of the volume the copy's files only. */
  copy?: { databaseSecret: string; filestore: string };
  /** Ports, probes and lifecycle, where the component has them. */
  extra?: Readonly<Record<string, unknown>>;
};

export const DATABASE_VARIABLES = {
  PGHOST: "host",
  PGPORT: "port",
  PGUSER: "user",
  PGPASSWORD: "password",
  PGDATABASE: "dbname",
} as const;

/** The one pod the ERP runs in, whatever it does there: satisfies pod security “restricted”. */
export function podSpec(spec: EnvironmentSpec, container: ErpContainer): Record<string, unknown> {
  return {
    serviceAccountName: NAMES.serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: POD_SECURITY,
    containers: [erpContainer(spec, container)],
    volumes: [
      { name: "filestore", persistentVolumeClaim: { claimName: NAMES.filestore } },
      ...(container.copy === undefined ? [] : [{ name: "data", emptyDir: { sizeLimit: "1Gi" } }]),
      { name: "settings", configMap: { name: container.configMap ?? NAMES.configMap } },
      { name: "temporary", emptyDir: { sizeLimit: "1Gi" } },
    ],
  };
}

function erpContainer(spec: EnvironmentSpec, container: ErpContainer): Record<string, unknown> {
  return {
    name: container.component,
    image: imageReference(spec.release),
    imagePullPolicy: "IfNotPresent",
    args: [...container.args],
    env: environmentVariables(container.copy?.databaseSecret),
    resources: resources(container.size),
    securityContext: CONTAINER_SECURITY,
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [
      ...dataMounts(container),
      { name: "settings", mountPath: SETTINGS_DIRECTORY, readOnly: true },
      { name: "temporary", mountPath: "/tmp" },
    ],
    ...container.extra,
  };
}

function dataMounts({ copy }: ErpContainer): Record<string, unknown>[] {
  if (copy === undefined) return [{ name: "filestore", mountPath: DATA_DIRECTORY }];
  const subPath = `filestore/${copy.filestore}`;
  return [
    { name: "data", mountPath: DATA_DIRECTORY },
    { name: "filestore", mountPath: `${DATA_DIRECTORY}/${subPath}`, subPath },
  ];
}

/** The database's address and password reach the process from the secret; the manifest names it and never holds them. */
function environmentVariables(databaseSecret: string = NAMES.databaseSecret): Record<string, unknown>[] {
  const fromSecret = Object.entries(DATABASE_VARIABLES).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: databaseSecret, key } },
  }));
  return [
    ...fromSecret,
    { name: "ODOO_DATA_DIR", value: DATA_DIRECTORY },
    { name: "ODOO_RC", value: `${SETTINGS_DIRECTORY}/odoo.conf` },
    { name: "HOME", value: "/tmp" },
  ];
}

/** Pod template of a Deployment. The settings' fingerprint rolls the pods when only the settings changed. */
export function podTemplate(
  spec: EnvironmentSpec,
  container: ErpContainer,
  options: { settingsFingerprint: string; pod: Record<string, unknown> },
): Record<string, unknown> {
  return {
    metadata: {
      labels: objectLabels(spec, container.component),
      annotations: { "holdfast.dev/settings-fingerprint": options.settingsFingerprint },
    },
    spec: { ...podSpec(spec, container), ...options.pod },
  };
}
