import "server-only";
import { z } from "zod";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import type { ClusterConnection, Clusters } from "@/lib/ports/cluster";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { Erp } from "@/lib/ports/outside";

type Target = Parameters<Erp["smoke"]>[0];
type Rpc = (service: string, method: string, args: readonly unknown[]) => Promise<unknown>;
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
const RpcAnswer = z.object({
  result: z.unknown().optional(),
  error: z
    .object({
      message: z.string().default(""),
      data: z.object({ name: z.string().default(""), message: z.string().default("") }).default({
        name: "",
        message: "",
      }),
    })
    .optional(),
});

/**
 * Odoo's JSON-RPC through the API server's service proxy. JSON-2 would want the key in the Authorization header, which
 * the proxy removes; JSON-RPC carries it in the body. Errors arrive as HTTP 200 with a traceback, which is dropped.
 */
export function createErp(clusters: Clusters): Erp {
  return {
    async smoke(target, checks, signal) {
      const connection = await clusters.open(target.clusterId);
      const { login, key } = await readSecret(connection, target, target.apiSecret, ["login", "key"], signal);
      const { dbname } = await readSecret(connection, target, target.databaseSecret, ["dbname"], signal);
      const rpc = createRpc(connection, target, [key], signal);
      const signIn = await timedSignIn(rpc, [dbname, login, key]);
      const done = checks.includes(SIGN_IN) ? [signIn.check] : [];
      if (signIn.uid === null) return [signIn.check];
      const rest = checks.filter((name) => name !== SIGN_IN);
      if (rest.length === 0) return done;
      const args = [dbname, signIn.uid, key, "ops.smoke", "run", [], { checks: rest }];
      return [...done, ...readChecks(await rpc("object", "execute_kw", args), rest)];
    },
  };
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

function createRpc(
  connection: ClusterConnection,
  target: Target,
  secrets: readonly string[],
  signal: AbortSignal,
): Rpc {
  const { namespace, service, port } = target;
  const where = { namespace, service, port, path: "/jsonrpc" };
  let id = 0;
  return async (serviceName, method, args) => {
    id += 1;
    const params = { service: serviceName, method, args };
    const { status, body } = await connection.services.post(
      where,
      { jsonrpc: "2.0", method: "call", id, params },
      signal,
    );
    if (status >= 500 || status === 429)
      throw new TransientFailure(`The ERP of ${namespace} answers ${status}.`);
    const parsed = RpcAnswer.safeParse(body);
    if (status !== 200 || !parsed.success) {
      throw new RefusedFailure(
        `The ERP of ${namespace} answers ${status} with something that is no JSON-RPC.`,
      );
    }
    const { error, result } = parsed.data;
    if (error === undefined) return result;
    const said = redact(error.data.message === "" ? error.message : error.data.message, secrets);
    throw new RefusedFailure(
      `The ERP refuses ${serviceName}.${method}: ${said || error.data.name || "no reason"}`,
    );
  };
}

/** First line, without secrets: what follows the first line of such messages is code. */
function redact(message: string, secrets: readonly string[]): string {
  const line = (message.trim().split("\n")[0] ?? "").slice(0, MAX_DETAIL);
  return secrets.reduce((text, secret) => (secret === "" ? text : text.replaceAll(secret, "•••")), line);
}

async function readSecret<K extends string>(
  connection: ClusterConnection,
  { namespace }: Target,
  name: string,
  keys: readonly K[],
  signal: AbortSignal,
): Promise<Record<K, string>> {
  const secret = await connection.objects.readSecret(namespace, name, signal);
  if (secret === null)
    throw new RefusedFailure(`The secret ${name} is missing in the namespace ${namespace}.`);
  const values = keys.map((key) => {
    const value = secret[key];
    if (value === undefined || value === "") {
      throw new RefusedFailure(`The secret ${name} in ${namespace} lacks the key “${key}”.`);
    }
    return [key, value] as const;
  });
  return Object.fromEntries(values) as Record<K, string>;
}
