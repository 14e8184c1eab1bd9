import { holds, same } from "../check";
import type { Fault } from "../fault-proxy";
import { MIGRATING } from "../scenario";
import { type Snapshot, snapshotOf } from "../snapshot";
import { sleep, until } from "../wait";
import { type Chaos, deploy, ended } from "../world";
import { armDuring } from "./kills";

const REACH_LIMIT_MS = 60_000;
const END_LIMIT_MS = 120_000;
const HANGS_MS = 30_000;

export type ApiFault = { fault: Fault; times: number; method: RegExp; path: RegExp; says: RegExp };

const CHANGES = { method: /PATCH/, path: /\/(deployments|configmaps|services)\// };

/** What the API server does, and what the story must then say. */
export const API_FAULTS = {
  "500": {
    ...CHANGES,
    fault: { kind: "answer", status: 500, reason: "InternalError" },
    times: 3,
    says: /did not succeed.*500 InternalError/,
  },
  "429": {
    ...CHANGES,
    fault: { kind: "answer", status: 429, reason: "TooManyRequests", retryAfterSeconds: 3 },
    times: 2,
    says: /did not succeed.*429 TooManyRequests.*Next in [3-9]\./,
  },
  hang: {
    method: /./,
    path: /./,
    fault: { kind: "hold_request" },
    times: Number.POSITIVE_INFINITY,
    says: /did not answer within/,
  },
  "409": {
    ...CHANGES,
    fault: { kind: "answer", status: 409, reason: "Conflict" },
    times: 2,
    says: /did not succeed.*409 Conflict/,
  },
} as const satisfies Record<string, ApiFault>;

/** The API server misbehaves during the rollout; the deployment ends as always and its story tells of it. */
export async function faultDuringRollout(
  chaos: Chaos,
  name: string,
  baseline: Snapshot,
  { says, ...fault }: ApiFault,
): Promise<string> {
  const armed = armDuring(chaos, name, { ...fault, step: "rollout" });
  try {
    const operationId = await deploy(chaos, name, MIGRATING);
    await until("the fault", REACH_LIMIT_MS, async () => armed.met() > 0);
    if (fault.fault.kind === "hold_request") {
      await sleep(HANGS_MS);
      armed.release();
    }
    await ended(chaos, operationId, END_LIMIT_MS);
    const retries = await retriesOf(chaos, operationId);
    same(`${name} after ${armed.met()} faults`, await snapshotOf(chaos, name, operationId), baseline);
    holds(
      retries.some((text) => says.test(text)),
      `The story has no line like ${says}: ${JSON.stringify(retries)}`,
    );
    return `${armed.met()} faults, ${retries.length} retries told`;
  } finally {
    armed.release();
  }
}

async function retriesOf({ runtime }: Chaos, operationId: string): Promise<string[]> {
  const where = { operationId, kind: "retry" };
  const rows = await runtime.db.prisma.operationEvent.findMany({ where, orderBy: { sequence: "asc" } });
  return rows.map(({ text }) => text);
}

/** Every watch ends half a second after it began, for the whole deployment. */
export async function cutWatches(chaos: Chaos, name: string, baseline: Snapshot): Promise<string> {
  const cut = chaos.proxy.cutWatches(500);
  try {
    const operationId = await deploy(chaos, name, MIGRATING);
    await ended(chaos, operationId, END_LIMIT_MS);
    same(`${name} without watches`, await snapshotOf(chaos, name, operationId), baseline);
    holds(cut.count() >= 5, `Only ${cut.count()} watches were cut: this proves nothing.`);
    return `${cut.count()} watches cut`;
  } finally {
    cut.stop();
  }
}
