import { at, list, record, records, text, timestamp } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { Fields, ResourceType } from "@/sandbox/api/types";

const resource = "customresourcedefinitions.apiextensions.k8s.io";

/** The resource type a definition describes; its newest served storage version is the one discovery prefers. */
export function typeOfDefinition(definition: KubeObject): ResourceType {
  const spec = record(definition["spec"]);
  const names = record(spec["names"]);
  const served = records(spec["versions"]).filter((version) => version["served"] === true);
  const storage = served.find((version) => version["storage"] === true) ?? served[0] ?? {};
  const group = text(spec["group"]) ?? "";
  const plural = text(names["plural"]) ?? "";
  const columns = records(storage["additionalPrinterColumns"]);
  return {
    key: `${plural}.${group}`,
    group,
    version: text(storage["name"]) ?? "",
    plural,
    singular: text(names["singular"]) ?? "",
    kind: text(names["kind"]) ?? "",
    namespaced: spec["scope"] === "Namespaced",
    shortNames: list(names["shortNames"]).map(String),
    categories: list(names["categories"]).map(String),
    subresources: at(storage, "subresources", "status") === undefined ? [] : ["status"],
    generation: true,
    unconditionalUpdate: false,
    selectable: records(storage["selectableFields"]).map((field) =>
      String(field["jsonPath"]).replace(/^\./, ""),
    ),
    custom: {
      definition: definition.metadata.name,
      schema: record(at(storage, "schema", "openAPIV3Schema")),
      served: served.map((version) => String(version["name"])),
      columns,
    },
  };
}

function establishedStatus(definition: KubeObject): Fields {
  const spec = record(definition["spec"]);
  const now = timestamp();
  const condition = (type: string, reason: string, message: string): Fields => ({
    type,
    status: "True",
    lastTransitionTime: now,
    reason,
    message,
  });
  return {
    conditions: [
      condition("NamesAccepted", "NoConflicts", "no conflicts found"),
      condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
    ],
    acceptedNames: record(spec["names"]),
    storedVersions: records(spec["versions"])
      .filter((version) => version["storage"] === true)
      .map((version) => version["name"]),
  };
}

function establish(store: Store, definition: KubeObject): void {
  store.catalog.register(typeOfDefinition(definition));
  store.history(typeOfDefinition(definition).key);
  if (list(at(definition, "status", "conditions")).length > 0) return;
  const status = establishedStatus(definition);
  store.update(resource, undefined, definition.metadata.name, (current) => ({ ...current, status }), {
    subresource: "status",
  });
}

function retire(store: Store, definition: KubeObject): void {
  const { key } = typeOfDefinition(definition);
  for (const object of store.list(key)) store.discard(key, object);
  store.catalog.unregister(key);
}

/** Registers the types of definitions, those already stored and those to come. Returns the function that stops it. */
export function followDefinitions(store: Store): () => void {
  for (const definition of store.list(resource)) establish(store, definition);
  return store.subscribe(resource, ({ type, object }) => {
    if (type === "DELETED") retire(store, object);
    else establish(store, object);
  });
}
