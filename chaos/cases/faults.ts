import { holds, same } from "../check";
import type { Lane } from "../courses";
import type { Fault } from "../fault-proxy";
import { MOMENTS } from "../moments";
import { arrive, begin } from "../play";
import type { Snapshot } from "../snapshot";
import { type Chaos, placeOf, stepIn } from "../world";
import { workedIn } from "./kills";

export type ApiFault = {
  fault: Fault;
  /** How many matching requests it meets in each step. */
  perStep: number;
  method: RegExp;
  path: RegExp;
  /** What the story must then say, in some step. */
  says: RegExp;
};

const ANY = { method: /./, path: /./ };

/** What the API server does in each step, and what the story then tells. */
export const API_FAULTS = {
  "500": {
    ...ANY,
    fault: { kind: "answer", status: 500, reason: "InternalError" },
    perStep: 2,
    says: /did not succeed.*500 InternalError/,
  },
  "429": {
    ...ANY,
    fault: { kind: "answer", status: 429, reason: "TooManyRequests", retryAfterSeconds: 3 },
    perStep: 1,
    says: /did not succeed.*429 TooManyRequests.*Next in [3-9]\./,
  },
  hang: {
    ...ANY,
    fault: { kind: "hold_request", forMs: 30_000 },
    perStep: 1,
    says: /did not answer within/,
  },
  "409": {
    method: /PATCH/,
    path: /\/namespaces\/[^/]+\/[^?]*\?(?!.*dryRun)/,
    fault: { kind: "answer", status: 409, reason: "Conflict" },
    perStep: 1,
    says: /did not succeed.*409 Conflict/,
  },
} as const satisfies Record<string, ApiFault>;

/** The API server misbehaves in each step; the deployment ends as always and its story tells of it. */
export async function faultInEachStep(
  chaos: Chaos,
  lane: Lane,
  { baseline, fault: wanted }: { baseline: Snapshot; fault: ApiFault },
): Promise<string> {
  const { says, ...fault } = wanted;
  const { path } = fault;
  const { met, armed } = armEachStep(chaos, lane.name, fault);
  try {
    const operationId = await begin(chaos, lane);
    const left = await arrive(chaos, lane, operationId);
    const retries = await retriesOf(chaos, operationId);
    same(`${lane.name} after faults in ${[...met.keys()].join(", ")}`, left, baseline);
    holds(
      retries.some((text) => says.test(text)),
      `The story has no line like ${says}: ${JSON.stringify(retries)}`,
    );
    const spared = workedIn(baseline).filter((step) => !met.has(step));
    const asks = spared.filter((step) => path.test("/") && Object.hasOwn(MOMENTS, step));
    same(`steps of ${lane.name} that ask the cluster and were spared`, asks, []);
    const what = `${met.size} steps met it, ${retries.length} retries told`;
    return spared.length === 0 ? what : `${what}; nothing was asked in ${spared.join(", ")}`;
  } finally {
    armed.release();
  }
}

/** The first requests about an environment in each step meet the fault. */
function armEachStep(chaos: Chaos, name: string, { perStep, path, ...rule }: Omit<ApiFault, "says">) {
  const { id, namespace } = placeOf(chaos, name);
  // What is asked of the metrics names the namespace in its query.
  const here = new RegExp(`/namespaces/${namespace}(/|\\?|$)|/proxy/api/v1/query.*${namespace}`);
  const met = new Map<string, number>();
  const armed = chaos.proxy.arm({
    ...rule,
    path: { test: (text: string) => here.test(text) && path.test(text) },
    times: Number.POSITIVE_INFINITY,
    when: async () => {
      const step = await stepIn(chaos, id);
      const count = step === null ? perStep : (met.get(step) ?? 0);
      if (step === null || count >= perStep) return false;
      met.set(step, count + 1);
      return true;
    },
  });
  return { met, armed };
}

async function retriesOf({ runtime }: Chaos, operationId: string): Promise<string[]> {
  const where = { operationId, kind: "retry" };
  const rows = await runtime.db.prisma.operationEvent.findMany({ where, orderBy: { sequence: "asc" } });
  return rows.map(({ text }) => text);
}

/** Every watch ends half a second after it began, for whole deployments of every kind at once. */
export async function cutWatches(
  chaos: Chaos,
  lanes: readonly { lane: Lane; baseline: Snapshot }[],
): Promise<string> {
  const cut = chaos.proxy.cutWatches(500);
  try {
    const ends = lanes.map(async ({ lane, baseline }) => {
      const left = await arrive(chaos, lane, await begin(chaos, lane));
      same(`${lane.name} without watches`, left, baseline);
    });
    await Promise.all(ends);
    holds(cut.count() >= 5 * lanes.length, `Only ${cut.count()} watches were cut: this proves nothing.`);
    return `${cut.count()} watches cut`;
  } finally {
    cut.stop();
  }
}
