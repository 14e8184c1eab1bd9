import { Problem } from "@/lib/domain/shared/problem";
import { labelValue, objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { CONTAINER_SECURITY, DATABASE_VARIABLES, POD_SECURITY } from "./pod";
import { DATA_DIRECTORY } from "./settings";
import { type ContainerSize, resources } from "./sizing";
import { type EnvironmentSpec, NAMES } from "./spec";

const DAY_SECONDS = 86_400;
const SCRATCH_DIRECTORY = "/var/toolbox/scratch";
const TEMPORARY_DIRECTORY = "/var/toolbox/temporary";
/** Where the ERP keeps `<database>/<2 hex>/<sha1>`. */
export const FILESTORE_DIRECTORY = `${DATA_DIRECTORY}/filestore`;
const JOB_NAME = /^[a-z][a-z-]{0,30}$/;
/** restic derives its key with about 60 MB; pg_dump and Node take the rest. */
const SIZE: ContainerSize = {
  requests: { cpu: 100, memory: 384 },
  limits: { cpu: 1000, memory: 1024 },
};

/** The place a Job reads or writes, in the variables restic asks for. `variables` are secret: they go into a Secret only. */
export type StoreVariables = { repository: string; variables: Readonly<Record<string, string>> };

export type ToolboxSpec = {
  environment: Omit<EnvironmentSpec, "release">;
  /** Name of the release that runs there. */
  release: string;
  operationId: string;
  operationDigits: string;
  /** Sets several Jobs of one operation apart: op-<digits>-<name>. */
  name: string;
  image: string;
  args: readonly string[];
  /** Stored with the snapshots as tags; texts without commas. */
  labels: Readonly<Record<string, string>>;
  /** The toolbox ends itself by then; the Job a minute later. */
  limitSeconds: number;
  scratchGibibytes: number;
};

/** Jobs of the operations that copy or read, by what they do. */
export const TOOLBOX_JOBS = { backup: "backup", verify: "verify", prune: "forget" } as const;

export const toolboxJobName = (digits: string, name: string): string => `op-${digits}-${name}`;
export const toolboxSecretName = (digits: string, name: string): string =>
  `${toolboxJobName(digits, name)}-store`;

const labelsOf = (spec: ToolboxSpec) => ({
  ...objectLabels({ ...spec.environment, release: { name: spec.release } }, "toolbox"),
  "holdfast.dev/operation": labelValue(spec.operationDigits),
});

/**
 * The Job that runs the toolbox once, in the environment's namespace: a second try by Kubernetes would hide why the
 * first one failed. Its name is the operation's, so that another worker finds it.
 * @throws Problem `invalid_input` for a name that cannot be part of a Job's
 */
export function renderToolboxJob(spec: ToolboxSpec): ManifestObject {
  if (!JOB_NAME.test(spec.name)) throw new Problem("invalid_input", `“${spec.name}” is no name for a Job.`);
  const labels = labelsOf(spec);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: toolboxJobName(spec.operationDigits, spec.name),
      namespace: spec.environment.namespace,
      labels,
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: spec.limitSeconds + 60,
      ttlSecondsAfterFinished: DAY_SECONDS,
      template: { metadata: { labels }, spec: podOf(spec) },
    },
  };
}

function podOf(spec: ToolboxSpec): Record<string, unknown> {
  return {
    serviceAccountName: NAMES.serviceAccount,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 60,
    securityContext: POD_SECURITY,
    containers: [
      {
        name: "toolbox",
        image: spec.image,
        imagePullPolicy: "IfNotPresent",
        args: [...spec.args],
        env: variablesOf(spec),
        envFrom: [{ secretRef: { name: toolboxSecretName(spec.operationDigits, spec.name) } }],
        resources: resources(SIZE),
        securityContext: CONTAINER_SECURITY,
        volumeMounts: [
          { name: "filestore", mountPath: DATA_DIRECTORY },
          { name: "scratch", mountPath: SCRATCH_DIRECTORY },
          { name: "temporary", mountPath: TEMPORARY_DIRECTORY },
        ],
      },
    ],
    volumes: [
      { name: "filestore", persistentVolumeClaim: { claimName: NAMES.filestore } },
      { name: "scratch", emptyDir: { sizeLimit: `${spec.scratchGibibytes}Gi` } },
      { name: "temporary", emptyDir: { sizeLimit: "1Gi" } },
    ],
  };
}

function variablesOf(spec: ToolboxSpec): Record<string, unknown>[] {
  const fromSecret = Object.entries(DATABASE_VARIABLES).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: NAMES.databaseSecret, key } },
  }));
  const plain = {
    FILESTORE: FILESTORE_DIRECTORY,
    SCRATCH: SCRATCH_DIRECTORY,
    SCRATCH_GIBIBYTES: String(spec.scratchGibibytes),
    OPERATION: spec.operationId,
    LABELS: JSON.stringify(spec.labels),
    LIMIT_SECONDS: String(spec.limitSeconds),
    HOME: TEMPORARY_DIRECTORY,
    TMPDIR: TEMPORARY_DIRECTORY,
  };
  return [...fromSecret, ...Object.entries(plain).map(([name, value]) => ({ name, value }))];
}

/**
 * What only this Job may see: the key of the repository. With the Job's uid it goes when the Job goes, whoever forgets
 * to take it away.
 */
export function renderToolboxSecret(
  spec: ToolboxSpec,
  store: StoreVariables,
  jobUid: string | null,
): ManifestObject {
  const { namespace } = spec.environment;
  const name = toolboxJobName(spec.operationDigits, spec.name);
  const owner =
    jobUid === null ? {} : { ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name, uid: jobUid }] };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: toolboxSecretName(spec.operationDigits, spec.name),
      namespace,
      labels: labelsOf(spec),
      ...owner,
    },
    type: "Opaque",
    data: Object.fromEntries(
      Object.entries({ RESTIC_REPOSITORY: store.repository, ...store.variables }).map(([key, value]) => [
        key,
        base64(value),
      ]),
    ),
  };
}

/** Base64 of a text in UTF-8, as Secrets hold it. */
export const base64 = (text: string): string => {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
};

/** Port of the object storage; null for a path, which asks nobody over the network. */
export function storePort(repository: string): number | null {
  const address = /^(?:s3|rest):(https?:\/\/.+)$/.exec(repository)?.[1];
  if (address === undefined || !URL.canParse(address)) return null;
  const { port, protocol } = new URL(address);
  return port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
}

/** Lets the Job's pod, and no other, reach the object storage; name resolution and database are open to all pods. */
export function renderToolboxPolicy(spec: ToolboxSpec, repository: string): ManifestObject | null {
  const port = storePort(repository);
  if (port === null) return null;
  const name = toolboxJobName(spec.operationDigits, spec.name);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: spec.environment.namespace, labels: labelsOf(spec) },
    spec: {
      podSelector: { matchLabels: { "batch.kubernetes.io/job-name": name } },
      policyTypes: ["Egress"],
      egress: [{ ports: [{ protocol: "TCP", port }] }],
    },
  };
}
