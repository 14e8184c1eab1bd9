import { at, equal, record, records, text } from "@/sandbox/api/json";
import type { Fields, KubeObject, ObjectReader } from "@/sandbox/api/types";

function pullPolicy(image: unknown): string {
  const reference = text(image) ?? "";
  if (reference.includes("@")) return "IfNotPresent";
  const tag = reference.slice(reference.lastIndexOf("/") + 1).split(":")[1];
  return tag === undefined || tag === "latest" ? "Always" : "IfNotPresent";
}

function probeDefaults(container: Fields): Fields {
  const result: Fields = {};
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = container[name];
    if (typeof probe !== "object" || probe === null) continue;
    const http = at(probe, "httpGet");
    result[name] = {
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
      ...record(probe),
      ...(http === undefined ? {} : { httpGet: { path: "/", scheme: "HTTP", ...record(http) } }),
    };
  }
  return result;
}

function containerDefaults(container: Fields): Fields {
  const ports = records(container["ports"]).map((port) => ({ protocol: "TCP", ...port }));
  const requests = {
    ...record(at(container, "resources", "limits")),
    ...record(at(container, "resources", "requests")),
  };
  return {
    ...container,
    ...(ports.length > 0 ? { ports } : {}),
    resources: {
      ...record(container["resources"]),
      ...(Object.keys(requests).length > 0 ? { requests } : {}),
    },
    ...probeDefaults(container),
    terminationMessagePath: container["terminationMessagePath"] ?? "/dev/termination-log",
    terminationMessagePolicy: container["terminationMessagePolicy"] ?? "File",
    imagePullPolicy: container["imagePullPolicy"] ?? pullPolicy(container["image"]),
  };
}

function volumeDefaults(volume: Fields): Fields {
  const result: Fields = { ...volume };
  for (const source of ["configMap", "secret", "projected"]) {
    if (volume[source] !== undefined) result[source] = { defaultMode: 420, ...record(volume[source]) };
  }
  return result;
}

/** The defaults every pod specification gets, in a Pod or in a template. */
export function podSpecDefaults(spec: Fields): Fields {
  const containers = (name: string): Fields =>
    Array.isArray(spec[name]) ? { [name]: records(spec[name]).map(containerDefaults) } : {};
  const account = spec["serviceAccountName"] ?? spec["serviceAccount"];
  return {
    ...spec,
    ...(Array.isArray(spec["volumes"]) ? { volumes: records(spec["volumes"]).map(volumeDefaults) } : {}),
    ...containers("initContainers"),
    ...containers("containers"),
    restartPolicy: spec["restartPolicy"] ?? "Always",
    terminationGracePeriodSeconds: spec["terminationGracePeriodSeconds"] ?? 30,
    dnsPolicy: spec["dnsPolicy"] ?? "ClusterFirst",
    ...(account === undefined ? {} : { serviceAccountName: account, serviceAccount: account }),
    securityContext: spec["securityContext"] ?? {},
    schedulerName: spec["schedulerName"] ?? "default-scheduler",
  };
}

function limitDefaults(pod: KubeObject, spec: Fields, store: ObjectReader): Fields {
  const ranges = store
    .list("limitranges", pod.metadata.namespace)
    .flatMap((range) => records(at(range, "spec", "limits")))
    .filter((limit) => limit["type"] === "Container");
  if (ranges.length === 0) return spec;
  const limits = Object.assign({}, ...ranges.map((range) => record(range["default"])));
  const requests = Object.assign({}, ...ranges.map((range) => record(range["defaultRequest"])));
  const containers = records(spec["containers"]).map((container) => {
    const given = record(container["resources"]);
    const resources: Fields = {
      ...given,
      limits: { ...limits, ...record(given["limits"]) },
      requests: { ...limits, ...requests, ...record(given["limits"]), ...record(given["requests"]) },
    };
    return { ...container, resources };
  });
  return { ...spec, containers };
}

/** Guaranteed, Burstable or BestEffort, by the rules for cpu and memory. */
export function qualityOfService(spec: Fields): string {
  const containers = records(spec["containers"]);
  const relevant = (value: unknown): Fields =>
    Object.fromEntries(Object.entries(record(value)).filter(([name]) => name === "cpu" || name === "memory"));
  const shares = containers.map((container) => ({
    limits: relevant(at(container, "resources", "limits")),
    requests: relevant(at(container, "resources", "requests")),
  }));
  const empty = ({ limits, requests }: { limits: Fields; requests: Fields }): boolean =>
    Object.keys(limits).length + Object.keys(requests).length === 0;
  if (shares.every(empty)) return "BestEffort";
  const guaranteed = shares.every(
    ({ limits, requests }) => Object.keys(limits).length === 2 && equal(limits, requests),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}

/** A Pod with the defaults of its specification, the namespace's limit ranges, and a first status. */
export function podDefaults(pod: KubeObject, store: ObjectReader): KubeObject {
  const fresh = pod["status"] === undefined;
  const base = podSpecDefaults({ serviceAccountName: "default", ...record(pod["spec"]) });
  const spec: Fields = {
    ...(fresh ? limitDefaults(pod, base, store) : base),
    enableServiceLinks: base["enableServiceLinks"] ?? true,
    priority: base["priority"] ?? 0,
    preemptionPolicy: base["preemptionPolicy"] ?? "PreemptLowerPriority",
  };
  const status = pod["status"] ?? { phase: "Pending", qosClass: qualityOfService(spec) };
  return { ...pod, spec, status };
}
