import { at, equal, number, records, stringMap, text } from "@/sandbox/api/json";
import { matchesSelector } from "@/sandbox/api/selectors";
import type { KubeObject, Store } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";
import { controllerReference, isActive, isReady } from "@/sandbox/controllers/pods";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";

/** Keeps the Endpoints of every Service with a selector at the addresses of its pods. */
export class EndpointsController {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: (() => void)[];

  constructor(store: Store) {
    this.#store = store;
    this.#queue = new WorkQueue("endpoints", (key) => this.#reconcile(key));
    this.#unsubscribe = [
      store.subscribe("services", ({ object }) => this.#enqueue(object)),
      store.subscribe("pods", ({ object, previous }) => {
        this.#onPod(object);
        if (previous?.metadata.labels !== object.metadata.labels && previous !== undefined)
          this.#onPod(previous);
      }),
    ];
    for (const service of store.list("services")) this.#enqueue(service);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#queue.stop();
  }

  #enqueue(service: KubeObject): void {
    this.#queue.add(keyOf(service.metadata.namespace, service.metadata.name));
  }

  #onPod(pod: KubeObject): void {
    for (const service of this.#store.list("services", pod.metadata.namespace)) {
      const matchLabels = stringMap(at(service, "spec", "selector"));
      if (Object.keys(matchLabels).length > 0 && matchesSelector({ matchLabels }, pod.metadata.labels)) {
        this.#enqueue(service);
      }
    }
  }

  #reconcile(key: string): void {
    const { namespace, name } = placeOf(key);
    const service = this.#store.get("services", namespace, name);
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) return;
    const matchLabels = stringMap(at(service, "spec", "selector"));
    if (Object.keys(matchLabels).length === 0) return;
    const pods = this.#store
      .list("pods", namespace)
      .filter((pod) => matchesSelector({ matchLabels }, pod.metadata.labels) && isActive(pod))
      .filter((pod) => text(at(pod, "status", "podIP")) !== undefined);
    const subsets = subsetsOf(service, pods);
    const known = this.#store.get("endpoints", namespace, name);
    if (known === undefined) this.#create(service, subsets);
    else if (!equal(known["subsets"] ?? [], subsets)) {
      this.#store.update("endpoints", namespace, name, (current) => ({ ...current, subsets }));
    }
  }

  #create(service: KubeObject, subsets: Fields[]): void {
    const { name, namespace = "" } = service.metadata;
    if (this.#store.get("namespaces", undefined, namespace)?.metadata.deletionTimestamp !== undefined) return;
    this.#store.create("endpoints", {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name, namespace, ownerReferences: [controllerReference(service)] },
      subsets,
    });
  }
}

function subsetsOf(service: KubeObject, pods: readonly KubeObject[]): Fields[] {
  if (pods.length === 0) return [];
  const address = (pod: KubeObject): Fields => {
    const { name, namespace, uid } = pod.metadata;
    return {
      ip: at(pod, "status", "podIP"),
      nodeName: at(pod, "spec", "nodeName"),
      targetRef: { kind: "Pod", namespace, name, uid },
    };
  };
  const [sample] = pods;
  const ports = records(at(service, "spec", "ports")).map((port) => ({
    ...(port["name"] === undefined ? {} : { name: port["name"] }),
    port: targetOf(port, sample),
    protocol: port["protocol"] ?? "TCP",
  }));
  const ready = pods.filter(isReady).map(address);
  const others = pods.filter((pod) => !isReady(pod)).map(address);
  return [
    {
      ...(ready.length > 0 ? { addresses: ready } : {}),
      ...(others.length > 0 ? { notReadyAddresses: others } : {}),
      ports,
    },
  ];
}

/** A target port by number, or by the name a container gives it. */
function targetOf(port: Fields, pod: KubeObject | undefined): number {
  const target = port["targetPort"] ?? port["port"];
  if (typeof target === "number") return target;
  const named = records(at(pod, "spec", "containers")).flatMap((container) => records(container["ports"]));
  return (
    number(named.find((entry) => entry["name"] === target)?.["containerPort"]) ?? number(port["port"]) ?? 0
  );
}
