import { at, isRecord, list, number, record, records, text } from "@/sandbox/api/json";
import type { Fields, KubeObject, ResourceType } from "@/sandbox/api/types";

type Column = [name: string, value: (object: KubeObject) => unknown, kind?: string, priority?: number];

export const wantsTable = (accept: string): boolean => /as=Table/.test(accept);

/** "5m", "3h12m", "2d": the age of an object as kubectl prints it. */
export function age(since: string | undefined, now: number = Date.now()): string {
  if (since === undefined) return "<unknown>";
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${minutes}m${seconds % 60 === 0 ? "" : `${seconds % 60}s`}`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours < 8 && minutes % 60 !== 0 ? `${hours}h${minutes % 60}m` : `${hours}h`;
  return `${Math.floor(hours / 24)}d`;
}

const count = (object: KubeObject, ...path: string[]): number => number(at(object, ...path)) ?? 0;
const word = (object: KubeObject, ...path: string[]): string => text(at(object, ...path)) || "<none>";
const images = (object: KubeObject, ...path: string[]): string =>
  records(at(object, ...path))
    .map((container) => String(container["image"]))
    .join(",");

function podStatus(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return "Terminating";
  for (const container of records(at(pod, "status", "containerStatuses"))) {
    const reason =
      at(container, "state", "waiting", "reason") ?? at(container, "state", "terminated", "reason");
    if (typeof reason === "string" && reason !== "Completed") return reason;
  }
  const phase = word(pod, "status", "phase");
  return phase === "Succeeded" ? "Completed" : phase;
}

const statuses = (pod: KubeObject): Fields[] => records(at(pod, "status", "containerStatuses"));

function jobStatus(job: KubeObject): string {
  const held = records(at(job, "status", "conditions")).filter((entry) => entry["status"] === "True");
  const names = held.map((entry) => entry["type"]);
  for (const name of ["Complete", "Failed", "Suspended"]) if (names.includes(name)) return name;
  return "Running";
}

function duration(job: KubeObject): string {
  const start = text(at(job, "status", "startTime"));
  const end = text(at(job, "status", "completionTime"));
  return start === undefined ? "" : age(start, end === undefined ? undefined : Date.parse(end));
}

function servicePorts(service: KubeObject): string {
  const ports = records(at(service, "spec", "ports")).map(
    (port) => `${String(port["port"])}/${String(port["protocol"])}`,
  );
  return ports.join(",") || "<none>";
}

/** The columns between NAME and AGE; a kind without an entry has none. */
const columns: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    [
      "Ready",
      (pod) =>
        `${statuses(pod).filter((entry) => entry["ready"] === true).length}/${list(at(pod, "spec", "containers")).length}`,
    ],
    ["Status", podStatus],
    [
      "Restarts",
      (pod) => statuses(pod).reduce((sum, entry) => sum + (number(entry["restartCount"]) ?? 0), 0),
      "integer",
    ],
  ],
  Deployment: [
    ["Ready", (object) => `${count(object, "status", "readyReplicas")}/${count(object, "spec", "replicas")}`],
    ["Up-to-date", (object) => count(object, "status", "updatedReplicas"), "integer"],
    ["Available", (object) => count(object, "status", "availableReplicas"), "integer"],
  ],
  ReplicaSet: [
    ["Desired", (object) => count(object, "spec", "replicas"), "integer"],
    ["Current", (object) => count(object, "status", "replicas"), "integer"],
    ["Ready", (object) => count(object, "status", "readyReplicas"), "integer"],
  ],
  Job: [
    ["Status", jobStatus],
    [
      "Completions",
      (object) => `${count(object, "status", "succeeded")}/${count(object, "spec", "completions")}`,
    ],
    ["Duration", duration],
  ],
  Namespace: [["Status", (object) => word(object, "status", "phase")]],
  Node: [
    ["Status", () => "Ready"],
    ["Version", (object) => word(object, "status", "nodeInfo", "kubeletVersion")],
  ],
  Service: [
    ["Type", (object) => word(object, "spec", "type")],
    ["Cluster-IP", (object) => word(object, "spec", "clusterIP")],
    ["Port(s)", servicePorts],
  ],
  ConfigMap: [
    [
      "Data",
      (object) =>
        Object.keys(record(object["data"])).length + Object.keys(record(object["binaryData"])).length,
      "integer",
    ],
  ],
  Secret: [
    ["Type", (object) => word(object, "type")],
    ["Data", (object) => Object.keys(record(object["data"])).length, "integer"],
  ],
  Event: [
    ["Type", (object) => word(object, "type")],
    ["Reason", (object) => word(object, "reason")],
    [
      "Object",
      (object) =>
        `${word(object, "involvedObject", "kind").toLowerCase()}/${word(object, "involvedObject", "name")}`,
    ],
    ["Message", (object) => word(object, "message")],
  ],
  PersistentVolumeClaim: [
    ["Status", (object) => word(object, "status", "phase")],
    ["Capacity", (object) => word(object, "status", "capacity", "storage")],
  ],
  Lease: [["Holder", (object) => word(object, "spec", "holderIdentity")]],
};

const wide: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    ["IP", (pod) => word(pod, "status", "podIP"), "string", 1],
    ["Node", (pod) => word(pod, "spec", "nodeName"), "string", 1],
  ],
  Deployment: [["Images", (object) => images(object, "spec", "template", "spec", "containers"), "string", 1]],
  Job: [["Images", (object) => images(object, "spec", "template", "spec", "containers"), "string", 1]],
};

function customColumns(type: ResourceType): Column[] {
  return (type.custom?.columns ?? []).map((column) => {
    const path = String(column["jsonPath"]).replace(/^\./, "").split(".");
    return [
      String(column["name"]),
      (object) => at(object, ...path) ?? null,
      String(column["type"] ?? "string"),
    ];
  });
}

/** A meta.k8s.io/v1 Table of objects, as kubectl get asks for it. */
export function tableOf(type: ResourceType, objects: readonly KubeObject[], metadata: Fields): Fields {
  const custom = customColumns(type);
  const all: Column[] = [
    ["Name", (object) => object.metadata.name],
    ...(columns[type.kind] ?? []),
    ...custom,
    ...(custom.length > 0
      ? []
      : ([["Age", (object) => age(object.metadata.creationTimestamp)]] satisfies Column[])),
    ...(wide[type.kind] ?? []),
  ];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: all.map(([name, , kind = "string", priority = 0]) => ({
      name,
      type: kind,
      format: name === "Name" ? "name" : "",
      description: "",
      priority,
    })),
    rows: objects.map((object) => ({
      cells: all.map(([, value]) => plain(value(object))),
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

const plain = (value: unknown): unknown =>
  isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : value;
