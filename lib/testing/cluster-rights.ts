import { z } from "zod";
import { type Reply, sendJson } from "./cluster-script";

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
