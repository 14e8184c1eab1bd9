import { readFileSync } from "node:fs";
import pg from "pg";
import { type Ask, clusterOf } from "@/sandbox/api/testing";

export const kubeconfigText = (): string =>
  readFileSync(process.env["E2E_KUBECONFIG"] ?? ".holdfast/sandbox/kubeconfig", "utf8");

let cluster: Ask | undefined;

/** Asks the cluster itself, past Holdfast, as kubectl would. */
export async function ask(
  path: string,
  { method = "GET", body }: { method?: "GET" | "POST" | "PATCH" | "DELETE"; body?: unknown } = {},
): Promise<unknown> {
  cluster ??= clusterOf(kubeconfigText());
  const answer = await cluster(method, path, body);
  if (answer.status >= 300) throw new Error(`The cluster answers ${answer.status} to ${path}.`);
  return answer.body;
}

type Pods = {
  items: {
    metadata: { name: string; deletionTimestamp?: string };
    spec: { containers: { image: string }[] };
    status: { conditions?: { type: string; status: string }[] };
  }[];
};

/** Ready web pods of a namespace with the image each runs. */
export async function webPods(namespace: string): Promise<{ name: string; image: string; ready: boolean }[]> {
  const selector = encodeURIComponent("app.kubernetes.io/component=web");
  const { items } = (await ask(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`)) as Pods;
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      image: spec.containers[0]?.image ?? "",
      ready: (status.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True"),
    }));
}

type Secret = { data: Record<string, string> };
const decoded = (value: string | undefined) => Buffer.from(value ?? "", "base64").toString("utf8");

/** Asks the database of a namespace's ERP past everything, as an operator with a terminal would. */
export async function inDatabase<Row extends object>(
  namespace: string,
  statement: string,
  values: readonly string[] = [],
): Promise<Row[]> {
  const { data } = (await ask(`/api/v1/namespaces/${namespace}/secrets/erp-database`)) as Secret;
  const [host, user, password, database] = ["host", "user", "password", "dbname"].map((key) =>
    decoded(data[key]),
  );
  const client = new pg.Client({ host, user, password, database, port: Number(decoded(data["port"])) });
  await client.connect();
  try {
    return (await client.query<Row>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** How many confirmed orders the ERP of a namespace holds now, asked by its external API. */
export async function confirmedOrders(namespace: string): Promise<number> {
  const api = (await ask(`/api/v1/namespaces/${namespace}/secrets/erp-api`)) as Secret;
  const database = (await ask(`/api/v1/namespaces/${namespace}/secrets/erp-database`)) as Secret;
  const [login, key, dbname] = [api.data["login"], api.data["key"], database.data["dbname"]].map(decoded);
  const rpc = async (service: string, method: string, args: unknown[]) => {
    const answer = await ask(`/api/v1/namespaces/${namespace}/services/http:web:8069/proxy/jsonrpc`, {
      method: "POST",
      body: { jsonrpc: "2.0", id: 1, method: "call", params: { service, method, args } },
    });
    return (answer as { result: unknown }).result;
  };
  const uid = await rpc("common", "authenticate", [dbname, login, key, {}]);
  const count = await rpc("object", "execute_kw", [
    dbname,
    uid,
    key,
    "sale.order",
    "search_count",
    [[["state", "=", "sale"]]],
  ]);
  return Number(count);
}
