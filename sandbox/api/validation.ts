import { validateCustom } from "@/sandbox/api/crd-schema";
import { type Cause, invalid, prohibited, required, wrong } from "@/sandbox/api/errors";
import type { KubeObject, ObjectMeta, ResourceType } from "@/sandbox/api/types";
import { kindChecks, updateChecks } from "@/sandbox/api/validation-kinds";

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualified = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const labelNamed = new Set(["Namespace", "Service"]);

function nameCauses(type: ResourceType, name: string): Cause[] {
  if (name === "") return [required("metadata.name", "name or generateName is required")];
  // Role names may hold what path segments may.
  if (type.group === "rbac.authorization.k8s.io") {
    return /^(\.|\.\.)$|[/%]/.test(name) ? [wrong("metadata.name", name, "may not contain '/' or '%'")] : [];
  }
  const strict = labelNamed.has(type.kind);
  const limit = strict ? 63 : 253;
  if (name.length > limit) {
    const message = `Too long: may not be more than ${limit} bytes`;
    return [{ reason: "FieldValueTooLong", message, field: "metadata.name" }];
  }
  if ((strict ? label : subdomain).test(name)) return [];
  return [wrong("metadata.name", name, strict ? labelRule : subdomainRule)];
}

function metadataCauses(type: ResourceType, metadata: ObjectMeta): Cause[] {
  const causes = nameCauses(type, metadata.name);
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (!qualified.test(key))
      causes.push(
        wrong("metadata.labels", key, "name part must consist of alphanumeric characters, '-', '_' or '.'"),
      );
    if (!labelValue.test(value) || value.length > 63) {
      causes.push(
        wrong(
          "metadata.labels",
          value,
          "a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.'",
        ),
      );
    }
  }
  for (const key of Object.keys(metadata.annotations ?? {})) {
    if (!qualified.test(key.toLowerCase())) {
      causes.push(
        wrong(
          "metadata.annotations",
          key,
          "name part must consist of alphanumeric characters, '-', '_' or '.'",
        ),
      );
    }
  }
  for (const finalizer of metadata.finalizers ?? []) {
    if (!qualified.test(finalizer))
      causes.push(
        wrong(
          "metadata.finalizers",
          finalizer,
          "name part must consist of alphanumeric characters, '-', '_' or '.'",
        ),
      );
  }
  for (const [index, owner] of (metadata.ownerReferences ?? []).entries()) {
    for (const field of ["apiVersion", "kind", "name", "uid"] as const) {
      if (!owner[field]) causes.push(required(`metadata.ownerReferences[${index}].${field}`));
    }
  }
  return causes;
}

function refuse(type: ResourceType, name: string, causes: Cause[]): void {
  if (causes.length > 0) throw invalid(type.kind, type.group, name, causes);
}

/** Throws 422 with every cause when a new object breaks the rules of its type. */
export function validateCreate(type: ResourceType, object: KubeObject): void {
  const kind =
    type.custom === undefined ? (kindChecks[type.kind]?.(object) ?? []) : validateCustom(type, object);
  refuse(type, object.metadata.name, [...metadataCauses(type, object.metadata), ...kind]);
}

/** Throws 422 when a changed object breaks the rules of its type, or changes what may not change. */
export function validateUpdate(type: ResourceType, current: KubeObject, next: KubeObject): void {
  const { finalizers = [], deletionTimestamp } = current.metadata;
  const added = (next.metadata.finalizers ?? []).filter((finalizer) => !finalizers.includes(finalizer));
  const frozen =
    deletionTimestamp !== undefined && added.length > 0
      ? [
          prohibited(
            "metadata.finalizers",
            `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => `"${name}"`).join(", ")}}`,
          ),
        ]
      : [];
  const kind = type.custom === undefined ? (kindChecks[type.kind]?.(next) ?? []) : validateCustom(type, next);
  const immutable = updateChecks[type.kind]?.(current, next) ?? [];
  refuse(type, current.metadata.name, [
    ...frozen,
    ...metadataCauses(type, next.metadata),
    ...immutable,
    ...kind,
  ]);
}
