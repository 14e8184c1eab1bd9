import { applyDefaults } from "@/sandbox/api/defaults";
import { forbidden, notFound } from "@/sandbox/api/errors";
import { checkQuota } from "@/sandbox/api/quota";
import type { KubeObject, ObjectReader, ResourceType } from "@/sandbox/api/types";

/** What every creation goes through: its namespace must live, defaults are filled in, quotas hold. */
export function admit(type: ResourceType, object: KubeObject, store: ObjectReader): KubeObject {
  const namespace = object.metadata.namespace;
  if (type.namespaced && namespace !== undefined) checkNamespace(type, object, namespace, store);
  const admitted = applyDefaults(type, object, store);
  checkQuota(type, admitted, store);
  return admitted;
}

function checkNamespace(type: ResourceType, object: KubeObject, name: string, store: ObjectReader): void {
  const namespace = store.get("namespaces", undefined, name);
  if (namespace === undefined) throw notFound({ group: "", plural: "namespaces" }, name);
  if (namespace.metadata.deletionTimestamp === undefined) return;
  throw forbidden(
    type,
    object.metadata.name,
    `unable to create new content in namespace ${name} because it is being terminated`,
    [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${name} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  );
}
