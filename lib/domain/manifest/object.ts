/** A Kubernetes object as plain data, complete enough to be applied. */
export type ManifestObject = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: readonly { apiVersion: string; kind: string; name: string; uid: string }[];
  };
  [field: string]: unknown;
};
