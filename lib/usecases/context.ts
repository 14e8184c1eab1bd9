import "server-only";
import type { Database } from "@/lib/data/client";
import type { Grant } from "@/lib/domain/access/decide";
import type { Clusters } from "@/lib/ports/cluster";
import type { Connectors } from "@/lib/ports/connectors";
import type { Logs } from "@/lib/ports/logs";
import type { Erp, EventChannel, ImageRegistry, JobBell, Seal } from "@/lib/ports/outside";
import type { Signals } from "@/lib/ports/signals";
import type { StoreProbe } from "@/lib/ports/store";

export type Actor =
  | { kind: "person"; id: string; name: string; sessionId: string; grants: readonly Grant[] }
  /** A machine that speaks to the API with a token, such as a build pipeline. */
  | { kind: "service"; id: string; name: string; grants: readonly Grant[] }
  /** Holdfast itself, named by the job that acts. */
  | { kind: "system"; id: string; name: string };

export type Ports = {
  bell: JobBell;
  channel: EventChannel;
  clusters: Clusters;
  connectors: Connectors;
  /** Only what is counted; what changes the ERP is for operations. */
  erp: Pick<Erp, "countSince">;
  logs: Logs;
  registry: ImageRegistry;
  seal: Seal;
  signals: Signals;
  store: StoreProbe;
};

/** Everything a use-case may know: nothing below delivery reads headers, cookies, the environment or the clock. */
export type Context = {
  actor: Actor;
  correlationId: string;
  now: Date;
  db: Database;
  ports: Ports;
};

/** Grants of whoever acts; Holdfast itself reads the whole fleet. */
export const grantsOf = (actor: Actor): readonly Grant[] =>
  actor.kind !== "system" ? actor.grants : [{ role: "auditor", scope: { level: "fleet" } }];
