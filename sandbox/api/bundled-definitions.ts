import type { KubeObject } from "@/sandbox/api/types";

type Row = [group: string, version: string, plural: string, kind: string, status: boolean];

/** Custom resources that every sandbox knows, as if their operators were installed. */
const rows: readonly Row[] = [
  ["traefik.io", "v1alpha1", "ingressroutes", "IngressRoute", false],
  ["traefik.io", "v1alpha1", "middlewares", "Middleware", false],
  ["traefik.io", "v1alpha1", "traefikservices", "TraefikService", false],
  ["postgresql.cnpg.io", "v1", "clusters", "Cluster", true],
  ["postgresql.cnpg.io", "v1", "backups", "Backup", true],
  ["postgresql.cnpg.io", "v1", "scheduledbackups", "ScheduledBackup", true],
  ["barmancloud.cnpg.io", "v1", "objectstores", "ObjectStore", true],
];

const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** Their schemas accept any spec: the sandbox does not validate what the operators own. */
export const bundledDefinitions: readonly KubeObject[] = rows.map(
  ([group, version, plural, kind, status]) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          ...(status ? { subresources: { status: {} } } : {}),
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: { spec: open, ...(status ? { status: open } : {}) },
            },
          },
        },
      ],
    },
  }),
);
