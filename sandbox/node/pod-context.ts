import type { KubeObject } from "@/sandbox/api/types";
import type { Child, ChildSpec } from "@/sandbox/node/child";
import type { PodEvents } from "@/sandbox/node/events";
import type { Launch } from "@/sandbox/node/launch";
import type { Image } from "@/sandbox/registry/image";
import type { ImageTable } from "@/sandbox/registry/resolve";

/** What a container needs of its node. */
export type NodeContext = {
  readonly images: ImageTable;
  readonly events: PodEvents;
  /** The sandbox was stopped on purpose and in order: that its containers ended then was nobody's fault. */
  readonly stoppedInOrder: boolean;
  /** @throws ConfigError when something the container refers to is missing. */
  prepareLaunch(pod: KubeObject, container: unknown, image: Image): Launch;
  /** The same for a lifecycle hook; undefined when it cannot be prepared any more. */
  launchForHook(pod: KubeObject, container: unknown, image: string): Launch | undefined;
  /** Starts a process, a few at a time. */
  startChild(spec: ChildSpec): Promise<Child>;
};

/** What a container needs of its pod. */
export type PodContext = {
  readonly directory: string;
  /** The pod as the store has it now. */
  current(): KubeObject;
  graceMilliseconds(): number;
  /** Something a status shows has changed. */
  changed(): void;
};
