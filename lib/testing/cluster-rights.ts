import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { z } from "zod";
import {
  type Reply,
  type ScriptedServer,
  sendJson,
  startScriptedServer,
  testKubeconfig,
} from "./cluster-script";

const Review = z.object({
  spec: z.object({
    resourceAttributes: z.object({
      verb: z.string(),
      resource: z.string(),
      subresource: z.string().optional(),
    }),
  }),
});

export type ClusterRights = { version?: string; denies?: (verb: string, resource: string) => boolean };

/** Answers what a check asks, the version and every access review; whatever is not denied is granted. */
export const answering =
  ({ version = "v1.36.2", denies = () => false }: ClusterRights): Reply =>
  ({ path, body }, response) => {
    if (path === "/version") return sendJson(response, { gitVersion: version });
    const { resource, subresource, verb } = Review.parse(JSON.parse(body)).spec.resourceAttributes;
    const named = subresource === undefined ? resource : `${resource}/${subresource}`;
    return sendJson(response, { status: { allowed: !denies(verb, named) } }, 201);
  };

/** An API server until the test that asks for it has ended. */
export async function apiServer(rights: ClusterRights = {}): Promise<ScriptedServer> {
  const server = await startScriptedServer(answering(rights));
  onTestFinished(() => server.stop());
  return server;
}

export const newToken = (): string => `token-${randomUUID()}`;

/** What is typed in to register this server, under a name of its own. */
export const registration = (server: { url: string }, token = newToken()) => ({
  name: `k-${randomUUID().slice(0, 8)}`,
  region: "Hamburg",
  kubeconfig: testKubeconfig(server.url, token),
});
