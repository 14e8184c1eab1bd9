import { definitionNameCause, schemaCauses } from "@/sandbox/api/crd-schema";
import { type Cause, prohibited, required, unsupported, wrong } from "@/sandbox/api/errors";
import { at, clone, equal, list, number, record, records, stringMap, text } from "@/sandbox/api/json";
import { matchesSelector } from "@/sandbox/api/selectors";
import type { Fields, KubeObject } from "@/sandbox/api/types";

type Check = (object: KubeObject) => Cause[];
type UpdateCheck = (current: KubeObject, next: KubeObject) => Cause[];

const dataKey = /^[-._a-zA-Z0-9]+$/;
const dataKeyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const mostDataBytes = 1_048_576;

function dataCauses(object: KubeObject, fields: readonly string[]): Cause[] {
  const causes: Cause[] = [];
  let bytes = 0;
  for (const field of fields) {
    for (const [key, value] of Object.entries(record(object[field]))) {
      if (!dataKey.test(key) || key.length > 253) causes.push(wrong(`${field}[${key}]`, key, dataKeyRule));
      bytes += text(value)?.length ?? 0;
    }
  }
  if (bytes > mostDataBytes) {
    const message = `Too long: may not be more than ${mostDataBytes} bytes`;
    causes.push({ reason: "FieldValueTooLong", message, field: "" });
  }
  return causes;
}

const configMap: Check = (object) => {
  const data = record(object["data"]);
  const twice = Object.keys(record(object["binaryData"])).filter((key) => data[key] !== undefined);
  return [
    ...dataCauses(object, ["data", "binaryData"]),
    ...twice.map((key) => wrong(`data[${key}]`, key, "duplicate of key present in binaryData")),
  ];
};

const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

const secret: Check = (object) => {
  const data = record(object["data"]);
  const wanted = requiredKeys[text(object["type"]) ?? ""] ?? [];
  const missing = wanted.filter((key) => data[key] === undefined).map((key) => required(`data[${key}]`));
  const config = text(data[".dockerconfigjson"]);
  const unreadable =
    object["type"] === "kubernetes.io/dockerconfigjson" && config !== undefined && !isJson(config)
      ? [wrong("data[.dockerconfigjson]", "<secret contents redacted>", "must be valid JSON")]
      : [];
  return [...dataCauses(object, ["data"]), ...missing, ...unreadable];
};

function isJson(base64: string): boolean {
  try {
    JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

function podSpecCauses(spec: Fields, field: string): Cause[] {
  const containers = records(spec["containers"]);
  if (containers.length === 0) return [required(`${field}.containers`)];
  const names = new Set<unknown>();
  return containers.flatMap((container, index) => {
    const path = `${field}.containers[${index}]`;
    const causes: Cause[] = [];
    if (!text(container["name"])) causes.push(required(`${path}.name`));
    if (!text(container["image"])) causes.push(required(`${path}.image`));
    if (names.has(container["name"])) {
      const message = `Duplicate value: ${JSON.stringify(container["name"])}`;
      causes.push({ reason: "FieldValueDuplicate", message, field: `${path}.name` });
    }
    names.add(container["name"]);
    return causes;
  });
}

const pod: Check = (object) => podSpecCauses(record(object["spec"]), "spec");

const workload: Check = (object) => {
  const spec = record(object["spec"]);
  const labels = stringMap(at(spec, "template", "metadata", "labels"));
  const causes: Cause[] = [];
  const { selector, replicas } = spec;
  const empty = Object.keys(record(selector)).length === 0;
  if (selector === undefined) causes.push(required("spec.selector"));
  else if (empty) causes.push(wrong("spec.selector", selector, "empty selector is invalid for deployment"));
  if (selector !== undefined && !matchesSelector(selector, labels)) {
    causes.push(
      wrong("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"),
    );
  }
  if (typeof replicas === "number" && replicas < 0) {
    causes.push(wrong("spec.replicas", replicas, "must be greater than or equal to 0"));
  }
  return [...causes, ...podSpecCauses(record(at(spec, "template", "spec")), "spec.template.spec")];
};

const job: Check = (object) => {
  const spec = record(object["spec"]);
  const policy = at(spec, "template", "spec", "restartPolicy");
  const choice =
    policy === "Never" || policy === "OnFailure"
      ? []
      : [required("spec.template.spec.restartPolicy", 'valid values: "OnFailure", "Never"')];
  const negative = [
    "parallelism",
    "completions",
    "backoffLimit",
    "activeDeadlineSeconds",
    "ttlSecondsAfterFinished",
  ]
    .filter((field) => (number(spec[field]) ?? 0) < 0)
    .map((field) => wrong(`spec.${field}`, spec[field], "must be greater than or equal to 0"));
  return [
    ...negative,
    ...podSpecCauses(record(at(spec, "template", "spec")), "spec.template.spec"),
    ...choice,
  ];
};

const service: Check = (object) => {
  const spec = record(object["spec"]);
  const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
  const ports = records(spec["ports"]);
  const causes: Cause[] = [];
  if (!types.includes(String(spec["type"]))) causes.push(unsupported("spec.type", spec["type"], types));
  const portless = spec["type"] === "ExternalName" || spec["clusterIP"] === "None";
  if (ports.length === 0 && !portless) causes.push(required("spec.ports"));
  for (const [index, port] of ports.entries()) {
    const value = number(port["port"]) ?? 0;
    const path = `spec.ports[${index}]`;
    if (value < 1 || value > 65_535)
      causes.push(wrong(`${path}.port`, value, "must be between 1 and 65535, inclusive"));
    if (ports.length > 1 && !text(port["name"])) causes.push(required(`${path}.name`));
  }
  return causes;
};

const lease: Check = (object) => {
  const seconds = number(at(object, "spec", "leaseDurationSeconds"));
  return seconds !== undefined && seconds <= 0
    ? [wrong("spec.leaseDurationSeconds", seconds, "must be greater than 0")]
    : [];
};

const event: Check = (object) => {
  const namespace = text(at(object, "involvedObject", "namespace")) ?? "";
  const own = object.metadata.namespace;
  const right = namespace === own || (namespace === "" && own === "default");
  return right ? [] : [wrong("involvedObject.namespace", namespace, "does not match event.namespace")];
};

const role: Check = (object) =>
  records(object["rules"]).flatMap((rule, index) =>
    list(rule["verbs"]).length > 0
      ? []
      : [required(`rules[${index}].verbs`, "verbs must contain at least one value")],
  );

const binding: Check = (object) => {
  const name = at(object, "roleRef", "name");
  return typeof name === "string" && name !== "" ? [] : [required("roleRef.name")];
};

const definition: Check = (object) => {
  const spec = record(object["spec"]);
  const group = text(spec["group"]) ?? "";
  const plural = text(at(spec, "names", "plural")) ?? "";
  const versions = records(spec["versions"]);
  const causes = definitionNameCause(object.metadata.name, plural, group);
  if (!group.includes("."))
    causes.push(wrong("spec.group", group, "should be a domain with at least one dot"));
  if (versions.filter((version) => version["storage"] === true).length !== 1) {
    causes.push(
      wrong("spec.versions", versions.length, "must have exactly one version marked as storage version"),
    );
  }
  return [...causes, ...schemaCauses(versions)];
};

const ingress: Check = (object) =>
  records(at(object, "spec", "rules")).flatMap((rule, index) =>
    records(at(rule, "http", "paths")).flatMap((path, position) =>
      path["pathType"] === undefined
        ? [required(`spec.rules[${index}].http.paths[${position}].pathType`, "pathType must be specified")]
        : [],
    ),
  );

/** The rules of each kind for its content; a kind without an entry takes any. */
export const kindChecks: Readonly<Record<string, Check>> = {
  ConfigMap: configMap,
  Secret: secret,
  Pod: pod,
  Deployment: workload,
  ReplicaSet: workload,
  Job: job,
  Service: service,
  Lease: lease,
  Event: event,
  Role: role,
  ClusterRole: role,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  CustomResourceDefinition: definition,
  Ingress: ingress,
};

const immutable =
  (...path: string[]): UpdateCheck =>
  (current, next) => {
    const value = at(next, ...path);
    return equal(at(current, ...path), value) ? [] : [wrong(path.join("."), value, "field is immutable")];
  };

const sealed: UpdateCheck = (current, next) => {
  if (current["immutable"] !== true) return [];
  const causes: Cause[] = [];
  const rule = "field is immutable when `immutable` is set";
  if (next["immutable"] !== true) causes.push(prohibited("immutable", rule));
  for (const field of ["data", "binaryData"]) {
    if (!equal(current[field], next[field])) causes.push(prohibited(field, rule));
  }
  return causes;
};

const clusterAddress: UpdateCheck = (current, next) => {
  const before = at(current, "spec", "clusterIP");
  const after = at(next, "spec", "clusterIP");
  const fixed = at(next, "spec", "type") !== "ExternalName" && text(before) !== undefined;
  return fixed && before !== after ? [wrong("spec.clusterIPs[0]", after, "may not change once set")] : [];
};

/** A pod's spec without what may change in a running one. */
function fixedPodSpec(object: KubeObject): unknown {
  const spec = clone(record(object["spec"]));
  for (const field of ["containers", "initContainers"]) {
    for (const container of records(spec[field])) delete container["image"];
  }
  for (const field of ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"])
    delete spec[field];
  return spec;
}

const podUpdate: UpdateCheck = (current, next) =>
  equal(fixedPodSpec(current), fixedPodSpec(next))
    ? []
    : [
        prohibited(
          "spec",
          "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
        ),
      ];

const both =
  (...checks: UpdateCheck[]): UpdateCheck =>
  (current, next) =>
    checks.flatMap((check) => check(current, next));

/** What may not change once an object of the kind exists. */
export const updateChecks: Readonly<Record<string, UpdateCheck>> = {
  ConfigMap: sealed,
  Secret: both(immutable("type"), sealed),
  Pod: podUpdate,
  Deployment: immutable("spec", "selector"),
  ReplicaSet: immutable("spec", "selector"),
  Job: both(immutable("spec", "template"), immutable("spec", "completions"), immutable("spec", "selector")),
  Service: clusterAddress,
  RoleBinding: immutable("roleRef"),
  ClusterRoleBinding: immutable("roleRef"),
  CustomResourceDefinition: both(immutable("spec", "group"), immutable("spec", "scope")),
};
