import type { Store } from "@/sandbox/api/store";
import type { PodRuntime } from "@/sandbox/api/types";
import { DeploymentController } from "@/sandbox/controllers/deployment";
import { EndpointsController } from "@/sandbox/controllers/endpoints";
import { expireEvents } from "@/sandbox/controllers/events";
import { FakeNode } from "@/sandbox/controllers/fake-node";
import { GarbageCollector } from "@/sandbox/controllers/garbage";
import { JobController } from "@/sandbox/controllers/job";
import { NamespaceController } from "@/sandbox/controllers/namespace";
import { QuotaController } from "@/sandbox/controllers/quota";
import { ReplicaSetController } from "@/sandbox/controllers/replica-set";
import { Scheduler } from "@/sandbox/controllers/scheduler";
import { VolumeClaimController } from "@/sandbox/controllers/volume-claims";

/**
 * Starts every controller on a store. They act on its events, never on a clock of their own,
 * and take up what a restored store left unfinished.
 */
export function startControllers(
  store: Store,
  options: { runtime?: PodRuntime; rootCertificate?: string } = {},
): { stop(): void } {
  const controllers = [
    new NamespaceController(store, options.rootCertificate),
    new GarbageCollector(store),
    new Scheduler(store),
    new FakeNode(store, options.runtime),
    new ReplicaSetController(store),
    new DeploymentController(store),
    new JobController(store),
    new EndpointsController(store),
    new QuotaController(store),
    new VolumeClaimController(store),
    { stop: expireEvents(store) },
  ];
  return {
    stop: () => {
      for (const controller of controllers) controller.stop();
    },
  };
}
