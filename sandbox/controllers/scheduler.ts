import { cpus, totalmem } from "node:os";
import { at, record, timestamp } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import { conditionsOf, withCondition } from "@/sandbox/controllers/conditions";
import { allocatePodAddress, PodAddresses } from "@/sandbox/controllers/pod-address";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";

export const nodeName = "sandbox";

function nodeObject(): KubeObject {
  const now = timestamp();
  const capacity = { cpu: String(cpus().length), memory: `${Math.floor(totalmem() / 1024)}Ki`, pods: "2000" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: nodeName,
      labels: { "kubernetes.io/hostname": nodeName, "kubernetes.io/os": process.platform },
    },
    spec: {},
    status: {
      capacity,
      allocatable: capacity,
      addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
      nodeInfo: {
        kubeletVersion: "v1.36.2+sandbox",
        osImage: "Holdfast sandbox",
        architecture: process.arch,
      },
      conditions: [
        {
          type: "Ready",
          status: "True",
          reason: "KubeletReady",
          message: "the sandbox node is ready",
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        },
      ],
    },
  };
}

/** Puts every pod on a node and gives it its address. There is room for all. */
export class Scheduler {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #addresses: PodAddresses;
  readonly #unsubscribe: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#addresses = new PodAddresses(store);
    if (store.list("nodes").length === 0) store.create("nodes", nodeObject());
    this.#queue = new WorkQueue("scheduler", (key) => this.#schedule(key));
    this.#unsubscribe = store.subscribe("pods", ({ type, object }) => {
      if (type === "ADDED") this.#enqueue(object);
    });
    for (const pod of store.list("pods")) this.#enqueue(pod);
  }

  stop(): void {
    this.#unsubscribe();
    this.#addresses.stop();
    this.#queue.stop();
  }

  #enqueue(pod: KubeObject): void {
    if (at(pod, "spec", "nodeName") === undefined || at(pod, "status", "podIP") === undefined) {
      this.#queue.add(keyOf(pod.metadata.namespace, pod.metadata.name));
    }
  }

  #schedule(key: string): void {
    const { namespace, name } = placeOf(key);
    const node = this.#store.list("nodes")[0]?.metadata.name ?? nodeName;
    this.#store.update("pods", namespace, name, (pod) => {
      if (pod.metadata.deletionTimestamp !== undefined) return undefined;
      const status = record(pod["status"]);
      const podIP = allocatePodAddress(this.#addresses, status["podIP"]);
      const scheduled = { type: "PodScheduled", status: "True", reason: "", message: "" } as const;
      const conditions = withCondition(conditionsOf(pod), scheduled).map(
        ({ reason: _reason, message: _message, lastUpdateTime, ...entry }) => ({
          lastProbeTime: null,
          ...entry,
        }),
      );
      return {
        ...pod,
        spec: { ...record(pod["spec"]), nodeName: at(pod, "spec", "nodeName") ?? node },
        status: { ...status, hostIP: "127.0.0.1", podIP, podIPs: [{ ip: podIP }], conditions },
      };
    });
  }
}
