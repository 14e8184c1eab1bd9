import "server-only";
import { z } from "zod";
import type { ErpActivity } from "@/lib/domain/health/activity";
import { endedByContention } from "@/lib/domain/health/business-check";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import { LOSS_KINDS, LOSS_NAMES, type LossCount } from "@/lib/domain/recovery/loss";
import type { ClusterConnection, Clusters } from "@/lib/ports/cluster";
import { RefusedFailure } from "@/lib/ports/failure";
import type { Erp, ErpTarget } from "@/lib/ports/outside";
import { createRpc, type Rpc, readSecret } from "./erp-rpc";

const SIGN_IN = "sign_in";
const MAX_DETAIL = 500;

/** The ERP's addon answers like this; anything else is not believed. */
const SmokeAnswer = z.object({
  checks: z
    .array(
      z.object({
        name: z.string().max(64),
        ok: z.boolean(),
        milliseconds: z.number().min(0),
        detail: z.string().transform((text) => text.slice(0, MAX_DETAIL)),
      }),
    )
    .max(50),
  rolled_back: z.literal(true),
});
/**
 * Odoo's JSON-RPC through the API server's service proxy. JSON-2 would want the key in the Authorization header, which
 * the proxy removes; JSON-RPC carries it in the body. Errors arrive as HTTP 200 with a traceback, which is dropped.
 */
export function createErp(clusters: Clusters): Erp {
  return {
    async smoke(target, checks, signal) {
      const { rpc, login, key, dbname } = await openErp(clusters, target, signal);
      const signIn = await timedSignIn(rpc, [dbname, login, key]);
      const done = checks.includes(SIGN_IN) ? [signIn.check] : [];
      if (signIn.uid === null) return [signIn.check];
      const rest = checks.filter((name) => name !== SIGN_IN);
      if (rest.length === 0) return done;
      const run = [dbname, signIn.uid, key, "ops.smoke", "run", []];
      const ask = async (names: readonly string[]) =>
        readChecks(await rpc("object", "execute_kw", [...run, { checks: names }]), names);
      return [...done, ...(await askedAgainOnce(ask, rest))];
    },
    async activity(target, signal) {
      const { rpc, login, key, dbname } = await openErp(clusters, target, signal);
      const uid = await rpc("common", "authenticate", [dbname, login, key, {}]);
      if (typeof uid !== "number") throw new RefusedFailure("The ERP refuses the key of its API user.");
      const args = [dbname, uid, key, "ops.activity", "read_activity", [], {}];
      return readActivity(await rpc("object", "execute_kw", args));
    },
    countSince: (target, since, signal) => countSince(clusters, target, since, signal),
    async warm(target, signal) {
      return warmPages(await clusters.open(target.clusterId), target, signal);
    },
  };
}

/** What the ERP's database ended because others were at the same rows is asked once more; the second answer counts. */
async function askedAgainOnce(
  ask: (names: readonly string[]) => Promise<SmokeCheck[]>,
  names: readonly string[],
): Promise<SmokeCheck[]> {
  let answered: SmokeCheck[];
  try {
    answered = await ask(names);
  } catch (error) {
    if (!(error instanceof RefusedFailure) || !endedByContention(error.message)) throw error;
    return ask(names);
  }
  const ended = answered.filter(({ ok, detail }) => !ok && endedByContention(detail));
  if (ended.length === 0) return answered;
  const again = new Map((await ask(ended.map(({ name }) => name))).map((check) => [check.name, check]));
  return answered.map((check) => again.get(check.name) ?? check);
}

async function openErp(clusters: Clusters, target: ErpTarget, signal: AbortSignal) {
  const connection = await clusters.open(target.clusterId);
  const { login, key } = await readSecret(connection, target, target.apiSecret, ["login", "key"], signal);
  const { dbname } = await readSecret(connection, target, target.databaseSecret, ["dbname"], signal);
  return { rpc: createRpc(connection, target, [key], signal), login, key, dbname };
}

const count = z.int().min(0);

/** Asks for all kinds at once. A kind the ERP refuses to count is one it does not have. */
async function countSince(
  clusters: Clusters,
  target: ErpTarget,
  since: Date,
  signal: AbortSignal,
): Promise<readonly LossCount[]> {
  const { rpc, login, key, dbname } = await openErp(clusters, target, signal);
  const uid = await rpc("common", "authenticate", [dbname, login, key, {}]);
  if (typeof uid !== "number") throw new RefusedFailure("The ERP refuses the key of its API user.");
  // Odoo keeps times in UTC without a zone, and compares them as such.
  const moment = since.toISOString().slice(0, 19).replace("T", " ");
  return Promise.all(
    LOSS_NAMES.map(async (name) => {
      const { model, field } = LOSS_KINDS[name];
      // Holdfast's own user signs in to look at the ERP: that is nobody's work.
      const others = name === "sign_ins" ? [["create_uid", "!=", uid]] : [];
      const args = [dbname, uid, key, model, "search_count", [[[field, ">", moment], ...others]]];
      try {
        const parsed = count.safeParse(await rpc("object", "execute_kw", args));
        return { name, count: parsed.success ? parsed.data : null };
      } catch (error) {
        if (!(error instanceof RefusedFailure)) throw error;
        return { name, count: null };
      }
    }),
  );
}
const ActivityAnswer = z.object({
  jobs: count,
  crons: count,
  transactions: count,
  longest_seconds: z.number().min(0),
});

function readActivity(result: unknown): ErpActivity {
  const parsed = ActivityAnswer.safeParse(result);
  if (!parsed.success) throw new RefusedFailure("The ERP does not say in a usable way what runs inside it.");
  const { longest_seconds: longestSeconds, ...counts } = parsed.data;
  return { ...counts, longestSeconds };
}

const MAX_WARMED = 20;
/** Scripts and styles a page loads from the ERP's own address. */
const LOADED = /(?:href|src)="(\/web\/(?:assets|content|static)\/[^"?#]{1,300})/g;

async function warmPages(
  connection: ClusterConnection,
  { namespace, service, port }: ErpTarget,
  signal: AbortSignal,
): Promise<{ requests: number; worstStatus: number }> {
  const get = (path: string) => connection.services.get({ namespace, service, port, path }, signal);
  const page = await get("/web/login");
  const html = typeof page.body === "string" ? page.body : "";
  const paths = [...new Set([...html.matchAll(LOADED)].map((match) => match[1] ?? ""))];
  let worstStatus = page.status;
  const warmed = paths.slice(0, MAX_WARMED - 1);
  for (const path of warmed) worstStatus = Math.max(worstStatus, (await get(path)).status);
  return { requests: 1 + warmed.length, worstStatus };
}

async function timedSignIn(
  rpc: Rpc,
  credentials: readonly [database: string, login: string, key: string],
): Promise<{ uid: number | null; check: SmokeCheck }> {
  const began = performance.now();
  const check = (ok: boolean, detail: string): SmokeCheck => ({
    name: SIGN_IN,
    ok,
    milliseconds: Math.round(performance.now() - began),
    detail,
  });
  const version = z
    .object({ server_version: z.string().max(64) })
    .safeParse(await rpc("common", "version", []));
  try {
    const uid = await rpc("common", "authenticate", [...credentials, {}]);
    if (typeof uid !== "number")
      return { uid: null, check: check(false, "The ERP refuses the key of its API user.") };
    return { uid, check: check(true, version.success ? `version ${version.data.server_version}` : "") };
  } catch (error) {
    if (!(error instanceof RefusedFailure)) throw error;
    return { uid: null, check: check(false, error.message) };
  }
}

/** Every check that was asked for must be answered: a missing one has not passed. */
function readChecks(result: unknown, wanted: readonly string[]): SmokeCheck[] {
  const parsed = SmokeAnswer.safeParse(result);
  if (!parsed.success) {
    throw new RefusedFailure(
      "The ERP's business checks gave no usable answer, or do not say that they were rolled back.",
    );
  }
  const answered = new Map(parsed.data.checks.map((check) => [check.name, check]));
  return wanted.map(
    (name) =>
      answered.get(name) ?? { name, ok: false, milliseconds: 0, detail: "The ERP did not run this check." },
  );
}
