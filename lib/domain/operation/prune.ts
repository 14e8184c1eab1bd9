import type { ManifestObject } from "../manifest/object";

/** What holds data, or everything, is never removed because a manifest stopped naming it. */
const KEPT = new Set(["Namespace", "PersistentVolumeClaim", "Secret", "Job"]);

const identity = (object: ManifestObject) =>
  [object.apiVersion, object.kind, object.metadata.namespace ?? "", object.metadata.name].join("|");

/** Objects of `before` that `after` no longer names and that may go. */
export function objectsToRemove(
  before: readonly ManifestObject[],
  after: readonly ManifestObject[],
): readonly ManifestObject[] {
  const wanted = new Set(after.map(identity));
  return before.filter((object) => !KEPT.has(object.kind) && !wanted.has(identity(object)));
}
