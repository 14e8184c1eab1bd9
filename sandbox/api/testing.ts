import { Agent, request } from "undici";
import { parse } from "yaml";

type Kubeconfig = {
  clusters: { cluster: { server: string; "certificate-authority-data"?: string } }[];
  users: { user: { token: string } }[];
};

/** One request past every client library; the answer whatever its status. */
export type Ask = (
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
) => Promise<{ status: number; body: unknown }>;

const LIMIT_MS = 20_000;

/**
 * Asks the API server of a kubeconfig's only cluster as its only user, trusting the authority it names and nobody
 * else. For tests and measurements; connections are kept. An answer takes 20 s at most.
 */
export function clusterOf(kubeconfig: string): Ask {
  const { clusters, users } = parse(kubeconfig) as Kubeconfig;
  const cluster = clusters[0]?.cluster;
  const token = users[0]?.user.token;
  if (cluster === undefined || token === undefined)
    throw new Error("The kubeconfig names no cluster or no token.");
  const encoded = cluster["certificate-authority-data"];
  const trust = encoded === undefined ? {} : { ca: Buffer.from(encoded, "base64").toString("utf8") };
  const dispatcher = new Agent({ connect: trust, headersTimeout: LIMIT_MS, bodyTimeout: LIMIT_MS });
  return async (method, path, body) => {
    const answer = await request(`${cluster.server}${path}`, {
      dispatcher,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  };
}
