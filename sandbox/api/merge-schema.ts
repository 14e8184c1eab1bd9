import { isRecord, list, record, text } from "@/sandbox/api/json";
import type { Fields, ResourceType } from "@/sandbox/api/types";

/**
 * How the parts of an object merge. Records merge field by field unless atomic; lists are replaced unless they
 * are sets or have keys. `patchKey` is the single key of strategic merge patches, `keys` those of field ownership.
 */
export type MergeSchema = {
  atomic?: true;
  set?: true;
  keys?: readonly string[];
  keyDefaults?: Readonly<Fields>;
  patchKey?: string;
  fields?: Readonly<Record<string, MergeSchema>>;
  item?: MergeSchema;
};

const atomic: MergeSchema = { atomic: true };
const keyed = (key: string, item?: MergeSchema): MergeSchema => ({
  keys: [key],
  patchKey: key,
  ...(item === undefined ? {} : { item }),
});
const selector: MergeSchema = atomic;

const container: MergeSchema = {
  fields: {
    env: keyed("name"),
    ports: {
      keys: ["containerPort", "protocol"],
      keyDefaults: { protocol: "TCP" },
      patchKey: "containerPort",
    },
    volumeMounts: keyed("mountPath"),
    volumeDevices: keyed("devicePath"),
    resources: { fields: { claims: keyed("name") } },
  },
};

const podSpec: MergeSchema = {
  fields: {
    containers: keyed("name", container),
    initContainers: keyed("name", container),
    ephemeralContainers: keyed("name", container),
    volumes: keyed("name"),
    imagePullSecrets: keyed("name"),
    hostAliases: keyed("ip"),
    topologySpreadConstraints: { keys: ["topologyKey", "whenUnsatisfiable"], patchKey: "topologyKey" },
    nodeSelector: atomic,
    resourceClaims: keyed("name"),
  },
};

const conditions: MergeSchema = { fields: { conditions: keyed("type") } };
const template: MergeSchema = { fields: { spec: podSpec } };
const workload: MergeSchema = { fields: { selector, template } };

const metadata: MergeSchema = {
  fields: { finalizers: { set: true }, ownerReferences: keyed("uid", atomic) },
};

const kinds: Readonly<Record<string, Readonly<Record<string, MergeSchema>>>> = {
  Pod: { spec: podSpec, status: conditions },
  Deployment: { spec: workload, status: conditions },
  ReplicaSet: { spec: workload, status: conditions },
  Job: { spec: workload, status: conditions },
  Service: {
    spec: {
      fields: {
        ports: { keys: ["port", "protocol"], keyDefaults: { protocol: "TCP" }, patchKey: "port" },
        selector,
      },
    },
  },
  ServiceAccount: { secrets: keyed("name"), imagePullSecrets: atomic },
  Namespace: { status: conditions },
  NetworkPolicy: { spec: { fields: { podSelector: selector } } },
  PodDisruptionBudget: { spec: { fields: { selector } }, status: conditions },
  PersistentVolumeClaim: { spec: { fields: { selector } }, status: conditions },
  RoleBinding: { roleRef: atomic },
  ClusterRoleBinding: { roleRef: atomic },
  ClusterRole: { aggregationRule: { fields: { clusterRoleSelectors: atomic } } },
  Event: { involvedObject: atomic },
};

/** The merge rules of a type; those of a custom one follow from the list and map types in its schema. */
export function mergeSchemaOf(type: ResourceType): MergeSchema {
  const own =
    type.custom === undefined ? (kinds[type.kind] ?? {}) : (fromOpenApi(type.custom.schema).fields ?? {});
  return { fields: { ...own, metadata } };
}

function fromOpenApi(schema: Fields): MergeSchema {
  if (schema["x-kubernetes-map-type"] === "atomic") return atomic;
  const listType = schema["x-kubernetes-list-type"];
  if (listType === "set") return { set: true };
  if (listType === "map") {
    const keys = list(schema["x-kubernetes-list-map-keys"]).map(String);
    const items = record(schema["items"]);
    const keyDefaults: Fields = {};
    for (const key of keys) {
      const initial = record(record(items["properties"])[key])["default"];
      if (initial !== undefined) keyDefaults[key] = initial;
    }
    return { keys, keyDefaults, item: fromOpenApi(items) };
  }
  const fields: Record<string, MergeSchema> = {};
  for (const [name, property] of Object.entries(record(schema["properties"]))) {
    if (isRecord(property) && text(property["type"]) !== "string") fields[name] = fromOpenApi(property);
  }
  return { fields };
}

/** The rules of one field below a record. */
export function fieldSchema(schema: MergeSchema | undefined, field: string): MergeSchema | undefined {
  return schema?.fields?.[field];
}

/** The key fields of a list item, with defaults; undefined when the item lacks one of them. */
export function itemKey(schema: MergeSchema, item: unknown): Fields | undefined {
  if (schema.keys === undefined || !isRecord(item)) return undefined;
  const key: Fields = {};
  for (const name of [...schema.keys].sort()) {
    const value = item[name] ?? schema.keyDefaults?.[name];
    if (value === undefined) return undefined;
    key[name] = value;
  }
  return key;
}
