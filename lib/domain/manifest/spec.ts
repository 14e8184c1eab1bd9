import type { Stage } from "@/lib/domain/catalog/stage";

/** The desired state of one environment: everything its manifests are made of, and nothing secret. */
export type EnvironmentSpec = {
  environmentId: string;
  environmentName: string;
  tenantSlug: string;
  tenantId: string;
  namespace: string;
  hostname: string;
  stage: Stage;
  webReplicas: number;
  /** ERP worker processes inside each web pod. */
  webWorkers: number;
  cronReplicas: number;
  release: {
    name: string;
    /** Repository without tag, such as registry.example.com/erp. */
    repository: string;
    digest: string;
    /** ERP settings, by their names in the ERP's own configuration file. */
    configuration: Readonly<Record<string, string>>;
  };
};

/** How the cluster around the environment is laid out. */
export type Placement = {
  ingressNamespace: string;
  entryPoints: readonly string[];
  /** Namespace of the database server; null when it is outside the cluster. */
  databaseNamespace: string | null;
  databasePort: number;
  /** null takes the cluster's default, which must offer ReadWriteMany. */
  storageClassName: string | null;
  filestoreGibibytes: number;
  /**
   * Addresses of the API server, from which business checks come in. Empty where the network plugin
   * lets the control plane in anyway (most do).
   */
  controlPlaneCidrs: readonly string[];
};

export const DEFAULT_PLACEMENT: Placement = {
  ingressNamespace: "traefik",
  entryPoints: ["websecure"],
  databaseNamespace: null,
  databasePort: 5432,
  storageClassName: null,
  filestoreGibibytes: 20,
  controlPlaneCidrs: [],
};

/** Names that the rest of Holdfast relies on. */
export const NAMES = {
  serviceAccount: "erp",
  configMap: "erp-config",
  databaseSecret: "erp-database",
  apiSecret: "erp-api",
  filestore: "filestore",
  web: "web",
  /** The event process behind /websocket: its own weighted entrance. */
  events: "web-events",
  canary: "web-canary",
  canaryConfigMap: "erp-config-canary",
  cron: "cron",
  /** What answers while the door is closed: page, Service, Deployment and policy. */
  maintenance: "maintenance",
} as const;

export const WEB_PORT = 8069;
/** The ERP's event process, which serves /websocket. */
export const EVENTS_PORT = 8072;
/** Where the maintenance page is served inside its pod. */
export const PAGE_PORT = 8080;
export const FIELD_MANAGER = "holdfast";
export const MANAGED_BY = "app.kubernetes.io/managed-by";
export const COMPONENT = "app.kubernetes.io/component";
