import { WEB_PROBES } from "./deployments";
import { objectLabels, selectorLabels } from "./labels";
import type { ManifestObject } from "./object";
import { podSpec } from "./pod";
import { refuseBadSpec } from "./render";
import { renderSettings } from "./settings";
import { singleSize } from "./sizing";
import { type EnvironmentSpec, type Placement, WEB_PORT } from "./spec";
import { base64 } from "./toolbox-job";

/** It keeps nothing and serves nobody: nothing is waited for when it goes. */
const GRACE_SECONDS = 5;
/** Modules that work by themselves as soon as the process stands, without being asked by anybody. */
const WORKS_BY_ITSELF = "queue_job";
const LOADED = "server_wide_modules";

/** A copy that is read back: the operation that made it, its database, and the keys of the environment's own. */
export type CopySpec = {
  environment: Omit<EnvironmentSpec, "release">;
  release: EnvironmentSpec["release"];
  operationDigits: string;
  database: string;
};

/** Everything of the ERP on a copy has this name; the Job's are made of the same digits. */
export const copyErpName = (operationDigits: string): string => `op-${operationDigits}-erp`;

const specOf = ({ environment, release }: CopySpec): EnvironmentSpec => ({
  ...environment,
  release: { ...release, configuration: quietConfiguration(release.configuration) },
});

/** The release's settings without what would work off queued jobs: they were done long ago, or are the living one's. */
export function quietConfiguration(configuration: EnvironmentSpec["release"]["configuration"]) {
  const { [LOADED]: loaded, ...rest } = configuration;
  if (loaded === undefined) return rest;
  const left = loaded.split(",").filter((name) => name.trim() !== WORKS_BY_ITSELF);
  return left.length === 0 ? rest : { ...rest, [LOADED]: left.join(",") };
}

const labelsOf = (copy: CopySpec) => ({
  ...objectLabels(specOf(copy), "copy"),
  "holdfast.dev/operation": copy.operationDigits,
});

const metadataOf = (copy: CopySpec) => ({
  name: copyErpName(copy.operationDigits),
  namespace: copy.environment.namespace,
  labels: labelsOf(copy),
});

/**
 * How the ERP on the copy signs in to it: the environment's own keys with the copy's name, so that its process never
 * hears of the living database. Values are for the cluster only: never logged, never stored.
 */
export const renderCopySecret = (
  copy: CopySpec,
  living: Readonly<Record<string, string>>,
): ManifestObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: metadataOf(copy),
  type: "Opaque",
  data: Object.fromEntries(
    Object.entries({ ...living, dbname: copy.database }).map(([key, value]) => [key, base64(value)]),
  ),
});

const renderCopySettings = (copy: CopySpec): ManifestObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadataOf(copy),
  data: { "odoo.conf": renderSettings(specOf(copy).release.configuration) },
});

/**
 * The ERP on a copy beside what lives: settings, one pod without scheduled actions or queue workers, and a Service for
 * the checks. No Service, route or budget of the environment selects the pod, and of the volume it sees the copy's files
 * only. The namespace's own policies let nothing out but to the database and name resolution, and nobody in.
 * @throws Problem `invalid_input` when the specification cannot become valid objects
 */
export function renderCopyErp(
  copy: CopySpec,
  { controlPlaneCidrs }: Pick<Placement, "controlPlaneCidrs">,
): readonly ManifestObject[] {
  const spec = specOf(copy);
  refuseBadSpec(spec);
  const metadata = metadataOf(copy);
  const selector = { ...selectorLabels(spec, "copy"), "holdfast.dev/operation": copy.operationDigits };
  const port = { name: "http", protocol: "TCP", port: WEB_PORT, targetPort: WEB_PORT };
  const objects: ManifestObject[] = [
    renderCopySettings(copy),
    { apiVersion: "v1", kind: "Service", metadata, spec: { type: "ClusterIP", selector, ports: [port] } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        strategy: { type: "Recreate" },
        progressDeadlineSeconds: 600,
        template: { metadata: { labels: labelsOf(copy) }, spec: podOf(copy, spec) },
      },
    },
  ];
  if (controlPlaneCidrs.length === 0) return objects;
  const from = controlPlaneCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  const ingress = [{ from, ports: [{ protocol: "TCP", port: WEB_PORT }] }];
  const policy = { podSelector: { matchLabels: selector }, policyTypes: ["Ingress"], ingress };
  return [{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec: policy }, ...objects];
}

function podOf(copy: CopySpec, spec: EnvironmentSpec): Record<string, unknown> {
  const name = copyErpName(copy.operationDigits);
  const container = {
    component: "copy" as const,
    args: ["--workers=0", "--max-cron-threads=0", "--db-filter=^$(PGDATABASE)$", "-d", "$(PGDATABASE)"],
    size: singleSize(spec),
    configMap: name,
    copy: { databaseSecret: name, filestore: copy.database },
    extra: WEB_PROBES,
  };
  return { ...podSpec(spec, container), terminationGracePeriodSeconds: GRACE_SECONDS };
}

/** How long one run of the ERP's command line on a copy may take, in seconds. */
export const NEUTRALIZE_JOB_SECONDS = 900;

export const neutralizeJobName = (operationDigits: string): string => `op-${operationDigits}-neutralize`;

/**
 * The Job that runs every installed module's own `data/neutralize.sql` on a copy, with the image that knows them, once:
 * where it fails nobody may see the copy. With it the settings it reads; its keys are `renderCopySecret`.
 * @throws Problem `invalid_input` when the specification cannot become valid objects
 */
export function renderNeutralize(copy: CopySpec): { settings: ManifestObject; job: ManifestObject } {
  const spec = specOf(copy);
  refuseBadSpec(spec);
  const name = copyErpName(copy.operationDigits);
  const container = {
    component: "copy" as const,
    args: ["neutralize", "-d", copy.database],
    size: singleSize(spec),
    configMap: name,
    copy: { databaseSecret: name, filestore: copy.database },
    // Images start the server for options; for a word of its own they look for a program of that name.
    extra: { command: ["odoo"] },
  };
  const pod = { ...podSpec(spec, container), restartPolicy: "Never", terminationGracePeriodSeconds: 30 };
  return {
    settings: renderCopySettings(copy),
    job: {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { ...metadataOf(copy), name: neutralizeJobName(copy.operationDigits) },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: NEUTRALIZE_JOB_SECONDS,
        ttlSecondsAfterFinished: 86_400,
        template: { metadata: { labels: labelsOf(copy) }, spec: pod },
      },
    },
  };
}

/** What of it may stand, by kind and name, to be taken away: also what a worker that died had only begun to make. */
export const copyErpReferences = (namespace: string, operationDigits: string) =>
  (
    [
      ["apps/v1", "Deployment"],
      ["v1", "Service"],
      ["v1", "ConfigMap"],
      ["v1", "Secret"],
      ["networking.k8s.io/v1", "NetworkPolicy"],
    ] as const
  ).map(([apiVersion, kind]) => ({ apiVersion, kind, namespace, name: copyErpName(operationDigits) }));
