import { readFileSync } from "node:fs";
import { request } from "node:https";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Upstream } from "./fault-proxy";

const LIMIT_MS = 10_000;

const Kubeconfig = z.looseObject({
  clusters: z
    .array(
      z.looseObject({
        cluster: z.looseObject({ server: z.string(), "certificate-authority-data": z.string() }),
      }),
    )
    .min(1),
  users: z.array(z.looseObject({ user: z.looseObject({ token: z.string() }) })).min(1),
});

const Item = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    generation: z.number().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).optional(),
  }),
  spec: z.looseObject({ replicas: z.number().optional() }).optional(),
  status: z
    .looseObject({
      updatedReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      succeeded: z.number().optional(),
    })
    .optional(),
});
export type Item = z.infer<typeof Item>;

/** The cluster as it is, read past every fault. */
export type DirectCluster = {
  upstream: Upstream;
  /** The same access through another address in plain HTTP. */
  kubeconfigVia(url: string): string;
  list(path: string): Promise<Item[]>;
  remove(path: string): Promise<void>;
};

export function openDirectly(kubeconfigFile: string): DirectCluster {
  const text = readFileSync(kubeconfigFile, "utf8");
  const [entry] = Kubeconfig.parse(parse(text)).clusters;
  const [account] = Kubeconfig.parse(parse(text)).users;
  if (entry === undefined || account === undefined) throw new Error("The sandbox's kubeconfig is empty.");
  const { hostname: host, port } = new URL(entry.cluster.server);
  const ca = Buffer.from(entry.cluster["certificate-authority-data"], "base64").toString("utf8");
  const upstream = { host, port: Number(port), ca };
  return {
    upstream,
    kubeconfigVia(url) {
      const config = Kubeconfig.parse(parse(text));
      for (const { cluster } of config.clusters) {
        cluster.server = url;
        Reflect.deleteProperty(cluster, "certificate-authority-data");
      }
      return stringify(config);
    },
    async list(path) {
      const body = await call(upstream, { method: "GET", path }, account.user.token);
      return z.object({ items: z.array(Item) }).parse(JSON.parse(body)).items;
    },
    async remove(path) {
      await call(upstream, { method: "DELETE", path }, account.user.token);
    },
  };
}

function call(
  upstream: Upstream,
  { method, path }: { method: string; path: string },
  token: string,
): Promise<string> {
  const what = `${method} ${path}`;
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request({ ...upstream, method, path, headers, timeout: LIMIT_MS }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        if (answer.statusCode === 200 || answer.statusCode === 202) resolve(body);
        else reject(new Error(`${what} answered ${answer.statusCode}: ${body.slice(0, 200)}`));
      });
    });
    asked.on("timeout", () => asked.destroy(new Error(`${what} was not answered within ${LIMIT_MS} ms.`)));
    asked.on("error", reject);
    asked.end();
  });
}
