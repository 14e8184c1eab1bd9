import { at, number, record } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/store";
import { controllerReference } from "@/sandbox/controllers/pods";
import {
  boundsOf,
  desiredAnnotation,
  hashLabel,
  historyAnnotation,
  maximumAnnotation,
  revisionAnnotation,
  specReplicas,
  sum,
  templateHash,
} from "@/sandbox/controllers/rollout";

const notCopied = new Set([revisionAnnotation, "kubectl.kubernetes.io/last-applied-configuration"]);

/** What a ReplicaSet remembers of its Deployment's size. */
export function sizeAnnotations(deployment: KubeObject): Record<string, string> {
  const wanted = specReplicas(deployment);
  return {
    [desiredAnnotation]: String(wanted),
    [maximumAnnotation]: String(wanted + boundsOf(deployment).surge),
  };
}

/** The ReplicaSet with a newer revision, the one before kept in its history. */
export function renumbered(set: KubeObject, revision: number): KubeObject {
  const annotations = set.metadata.annotations ?? {};
  const known = [annotations[historyAnnotation], annotations[revisionAnnotation]];
  const history = known.filter((entry) => entry !== undefined).join(",");
  return {
    ...set,
    metadata: {
      ...set.metadata,
      annotations: { ...annotations, [revisionAnnotation]: String(revision), [historyAnnotation]: history },
    },
  };
}

function firstReplicas(deployment: KubeObject, others: readonly KubeObject[]): number {
  const taken = sum(others, specReplicas);
  if (at(deployment, "spec", "strategy", "type") === "Recreate" && taken > 0) return 0;
  const room = specReplicas(deployment) + boundsOf(deployment).surge - taken;
  return Math.max(0, Math.min(room, specReplicas(deployment)));
}

/** The ReplicaSet for a Deployment's present template, as large as the other ReplicaSets leave room for. */
export function newReplicaSet(
  deployment: KubeObject,
  others: readonly KubeObject[],
  revision: number,
  collision: number,
): KubeObject {
  const { name, namespace = "", annotations = {} } = deployment.metadata;
  const template = record(at(deployment, "spec", "template"));
  const hash = templateHash(template, collision);
  const labels = { ...record(at(template, "metadata", "labels")), [hashLabel]: hash } as Record<
    string,
    string
  >;
  const selector = record(at(deployment, "spec", "selector"));
  const minReadySeconds = number(at(deployment, "spec", "minReadySeconds"));
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: {
        ...Object.fromEntries(Object.entries(annotations).filter(([key]) => !notCopied.has(key))),
        ...sizeAnnotations(deployment),
        [revisionAnnotation]: String(revision),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: firstReplicas(deployment, others),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...record(selector["matchLabels"]), [hashLabel]: hash } },
      template: { ...template, metadata: { ...record(template["metadata"]), labels } },
    },
  };
}
