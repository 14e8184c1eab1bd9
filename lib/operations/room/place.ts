import "server-only";
import type { RoomPurpose } from "@/lib/domain/manifest/room";
import type { EnvironmentSpec, Placement } from "@/lib/domain/manifest/spec";
import type { StepContext } from "@/lib/engine/step";
import type { ClusterConnection } from "@/lib/ports/cluster";
import type { DeployEffects } from "../deploy/effects";

/** A namespace of its own beside an environment, in which data of an earlier moment are brought to life for a while. */
export type RoomPlace = {
  effects: DeployEffects;
  purpose: RoomPurpose;
  /** Where it is. */
  cluster: ClusterConnection;
  /** Where the environment lives; the same, unless the room is elsewhere. */
  home: ClusterConnection;
  placement: Placement;
  subject: {
    /** The operation that makes it: what it makes is marked with it, whoever removes it. */
    operationId: string;
    clusterId: string;
    /** The environment whose data they are: read, never touched. */
    environment: Omit<EnvironmentSpec, "release">;
    release: EnvironmentSpec["release"];
    backup: { databaseSnapshotId: string; filestoreSnapshotId: string };
  };
  /** What is rendered into it; its identity marks the namespace. */
  spec: EnvironmentSpec;
  ctx: StepContext;
};

/** What people call it, in sentences. */
export const ROOM_WORDS = { drill: "drill", scratch: "copy" } as const satisfies Record<RoomPurpose, string>;
