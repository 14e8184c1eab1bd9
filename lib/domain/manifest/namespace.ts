import { objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { quotaHard } from "./sizing";
import { type EnvironmentSpec, NAMES, type Placement } from "./spec";

/** The room of one environment: namespace with pod security, identity without rights, quota, limits, storage. */
export function namespaceObjects(spec: EnvironmentSpec, placement: Placement): readonly ManifestObject[] {
  const labels = objectLabels(spec, "environment");
  const inside = (name: string) => ({ name, namespace: spec.namespace, labels });
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: spec.namespace,
        labels: {
          ...labels,
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/audit": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: inside("environment"),
      spec: { hard: quotaHard(spec, placement.filestoreGibibytes) },
    },
    {
      apiVersion: "v1",
      kind: "LimitRange",
      metadata: inside("environment"),
      spec: {
        limits: [
          {
            type: "Container",
            default: { cpu: "500m", memory: "512Mi" },
            defaultRequest: { cpu: "50m", memory: "64Mi" },
          },
        ],
      },
    },
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: inside(NAMES.serviceAccount),
      automountServiceAccountToken: false,
    },
    filestoreClaim(spec, placement),
  ];
}

/** Attachments and sessions: written by all web and cron pods, hence ReadWriteMany. */
function filestoreClaim(spec: EnvironmentSpec, placement: Placement): ManifestObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name: NAMES.filestore,
      namespace: spec.namespace,
      labels: objectLabels(spec, "environment"),
    },
    spec: {
      accessModes: ["ReadWriteMany"],
      ...(placement.storageClassName === null ? {} : { storageClassName: placement.storageClassName }),
      resources: { requests: { storage: `${placement.filestoreGibibytes}Gi` } },
    },
  };
}
