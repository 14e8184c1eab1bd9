import { podDefaults, podSpecDefaults } from "@/sandbox/api/defaults-pod";
import { at, isRecord, record, records, stringMap } from "@/sandbox/api/json";
import type { Fields, KubeObject, ObjectReader } from "@/sandbox/api/types";

type Context = { store: ObjectReader; current: KubeObject | undefined };
type Defaults = (object: KubeObject, context: Context) => KubeObject;

function template(spec: Fields): Fields {
  const given = record(spec["template"]);
  return { ...given, metadata: record(given["metadata"]), spec: podSpecDefaults(record(given["spec"])) };
}

const deployment: Defaults = (object) => {
  const spec = record(object["spec"]);
  const strategy = record(spec["strategy"]);
  const type = strategy["type"] ?? "RollingUpdate";
  const rolling =
    type === "RollingUpdate"
      ? {
          rollingUpdate: {
            maxUnavailable: "25%",
            maxSurge: "25%",
            ...record(strategy["rollingUpdate"]),
          },
        }
      : {};
  return {
    ...object,
    spec: {
      ...spec,
      replicas: spec["replicas"] ?? 1,
      template: template(spec),
      strategy: { ...strategy, type, ...rolling },
      revisionHistoryLimit: spec["revisionHistoryLimit"] ?? 10,
      progressDeadlineSeconds: spec["progressDeadlineSeconds"] ?? 600,
    },
    status: object["status"] ?? {},
  };
};

const replicaSet: Defaults = (object) => {
  const spec = record(object["spec"]);
  return {
    ...object,
    spec: { ...spec, replicas: spec["replicas"] ?? 1, template: template(spec) },
    status: object["status"] ?? { replicas: 0 },
  };
};

const job: Defaults = (object) => {
  const spec = record(object["spec"]);
  const { uid = "", name, labels } = object.metadata;
  const generated = {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  // Kubernetes requires a choice here, so the pod default "Always" must not hide that it is missing.
  const chosen = at(spec, "template", "spec", "restartPolicy");
  const filled = template(spec);
  const podSpec: Fields = { ...record(filled["spec"]) };
  if (chosen === undefined) delete podSpec["restartPolicy"];
  const podLabels = { ...stringMap(at(filled, "metadata", "labels")), ...generated };
  const own = labels !== undefined && Object.keys(labels).length > 0 ? labels : podLabels;
  const manual = spec["manualSelector"] === true;
  return {
    ...object,
    metadata: { ...object.metadata, labels: own },
    spec: {
      ...spec,
      parallelism: spec["parallelism"] ?? 1,
      ...(spec["completions"] === undefined && spec["parallelism"] !== undefined
        ? {}
        : { completions: spec["completions"] ?? 1 }),
      backoffLimit: spec["backoffLimit"] ?? 6,
      selector: manual ? spec["selector"] : { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
      manualSelector: manual,
      template: { ...filled, metadata: { ...record(filled["metadata"]), labels: podLabels }, spec: podSpec },
      completionMode: spec["completionMode"] ?? "NonIndexed",
      suspend: spec["suspend"] ?? false,
      podReplacementPolicy: spec["podReplacementPolicy"] ?? "TerminatingOrFailed",
    },
    status: object["status"] ?? {},
  };
};

function freeClusterAddress(store: ObjectReader): string {
  const used = new Set(store.list("services").map((service) => at(service, "spec", "clusterIP")));
  for (let index = used.size + 10; ; index++) {
    const address = `10.${96 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
    if (!used.has(address)) return address;
  }
}

const service: Defaults = (object, { store, current }) => {
  const spec = record(object["spec"]);
  const type = spec["type"] ?? "ClusterIP";
  const ports = records(spec["ports"]).map((port) => ({
    ...port,
    protocol: port["protocol"] ?? "TCP",
    ...(type === "ExternalName" && port["targetPort"] === undefined
      ? {}
      : { targetPort: port["targetPort"] ?? port["port"] }),
  }));
  const kept = type === "ExternalName" ? undefined : (spec["clusterIP"] ?? at(current, "spec", "clusterIP"));
  const address = type === "ExternalName" ? undefined : (kept ?? freeClusterAddress(store));
  const families = { ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" };
  return {
    ...object,
    spec: {
      ...(address === undefined ? {} : { ...families, internalTrafficPolicy: "Cluster" }),
      ...spec,
      ...(ports.length > 0 ? { ports } : {}),
      ...(address === undefined ? {} : { clusterIP: address, clusterIPs: spec["clusterIPs"] ?? [address] }),
      type,
      sessionAffinity: spec["sessionAffinity"] ?? "None",
    },
    status: object["status"] ?? { loadBalancer: {} },
  };
};

const secret: Defaults = (object) => {
  const { stringData, ...rest } = object;
  if (!isRecord(stringData)) return { ...rest, type: object["type"] ?? "Opaque" } as KubeObject;
  const data: Fields = { ...record(object["data"]) };
  for (const [key, value] of Object.entries(stringData)) {
    data[key] = Buffer.from(String(value), "utf8").toString("base64");
  }
  return { ...rest, data, type: object["type"] ?? "Opaque" } as KubeObject;
};

const namespace: Defaults = (object, { current }) => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name },
  },
  spec: object["spec"] ?? current?.["spec"] ?? { finalizers: ["kubernetes"] },
  status: object["status"] ?? { phase: "Active" },
});

const event: Defaults = (object) => ({
  ...object,
  source: object["source"] ?? {},
  firstTimestamp: object["firstTimestamp"] ?? null,
  lastTimestamp: object["lastTimestamp"] ?? null,
  eventTime: object["eventTime"] ?? null,
  reportingComponent: object["reportingComponent"] ?? "",
  reportingInstance: object["reportingInstance"] ?? "",
});

const definition: Defaults = (object) => {
  const spec = record(object["spec"]);
  const names = record(spec["names"]);
  const kind = String(names["kind"] ?? "");
  return {
    ...object,
    spec: {
      ...spec,
      names: {
        ...names,
        singular: names["singular"] ?? kind.toLowerCase(),
        listKind: names["listKind"] ?? `${kind}List`,
      },
      conversion: spec["conversion"] ?? { strategy: "None" },
    },
    status: object["status"] ?? {
      conditions: [],
      acceptedNames: { plural: "", kind: "" },
      storedVersions: [],
    },
  };
};

function inSpec(defaults: Fields, status?: Fields): Defaults {
  return (object) => ({
    ...object,
    spec: { ...defaults, ...record(object["spec"]) },
    ...(status === undefined ? {} : { status: object["status"] ?? status }),
  });
}

/** Kinds without an entry have no defaults. */
export const kindDefaults: Readonly<Record<string, Defaults>> = {
  Pod: (object, { store }) => podDefaults(object, store),
  Deployment: deployment,
  ReplicaSet: replicaSet,
  Job: job,
  Service: service,
  Secret: secret,
  Namespace: namespace,
  Event: event,
  CustomResourceDefinition: definition,
  PersistentVolumeClaim: inSpec({ volumeMode: "Filesystem" }, { phase: "Pending" }),
  HorizontalPodAutoscaler: inSpec({ minReplicas: 1 }, { desiredReplicas: 0, currentMetrics: null }),
  NetworkPolicy: inSpec({ policyTypes: ["Ingress"] }),
  Ingress: inSpec({}, { loadBalancer: {} }),
  ResourceQuota: inSpec({}, {}),
  PodDisruptionBudget: inSpec({}, {}),
};
