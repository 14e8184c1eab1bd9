import "server-only";
import { z } from "zod";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { ErpTarget } from "@/lib/ports/outside";

export type Rpc = (service: string, method: string, args: readonly unknown[]) => Promise<unknown>;
const MAX_DETAIL = 500;

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

/** JSON-RPC at the ERP's private entrance; what it refuses is told without secrets. */
export function createRpc(
  connection: ClusterConnection,
  target: ErpTarget,
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

/** Values of a secret, each of them there. @throws RefusedFailure naming the secret or the key that is missing */
export async function readSecret<K extends string>(
  connection: ClusterConnection,
  { namespace }: ErpTarget,
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
