import "server-only";
import { z } from "zod";
import type { ApiOperation } from "@/lib/contracts/api/operation";
import { API } from "@/lib/contracts/api/registry";
import { BODY_LIMIT_BYTES } from "./body";

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
  return rest;
};

function parameters(operation: ApiOperation): Json[] {
  const list = (object: z.ZodObject | undefined, where: "path" | "query"): Json[] => {
    if (object === undefined) return [];
    const { properties = {}, required = [] } = schemaOf(object, "input") as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, schema]) => ({
      name,
      in: where,
      required: where === "path" || required.includes(name),
      schema,
    }));
  };
  return [...list(operation.params, "path"), ...list(operation.query, "query")];
}

const problem = (description: string): Json => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

function operationDocument(id: string, operation: ApiOperation): Json {
  const writes = operation.method !== "GET";
  const mediaType = operation.stream === true ? "text/event-stream" : (operation.text ?? "application/json");
  return {
    operationId: id,
    summary: operation.summary,
    tags: [operation.tag],
    parameters: parameters(operation),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(operation.body, "input") } },
          },
        }),
    responses: {
      [String(operation.status ?? 200)]: {
        description: operation.stream === true ? "One event after another." : "Done.",
        content: { [mediaType]: { schema: schemaOf(operation.response, "output") } },
      },
      "400": problem("The request is not valid; `issues` names each fault."),
      "401": problem("Not signed in."),
      "403": problem("In your scope, but not yours to do; the reason says why."),
      "404": problem("Not there, or not in your scope."),
      "503": problem("The database has no room or does not answer; `Retry-After` says when to ask again."),
      ...(writes
        ? {
            "409": problem("It cannot be done as things stand: another state, another version, or taken."),
            "413": problem(`More than ${operation.bodyKib ?? BODY_LIMIT_BYTES / 1024} KiB.`),
            "415": problem("Not JSON."),
            "422": problem("A gate refuses it; `gates` lists rule, fact and remedy."),
            "502": problem("A cluster or registry did not answer."),
          }
        : {}),
    },
  };
}

/** The OpenAPI 3.1 document of the registry; what is not in the registry is not served. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [id, operation] of Object.entries(API) as [string, ApiOperation][]) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationDocument(id, operation),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Holdfast",
      version: "1",
      description:
        "Everything the console does. Sign in first: the session cookie identifies you. Writes name the version they were made on.",
    },
    paths,
    components: {
      schemas: {
        Problem: {
          type: "object",
          required: ["type", "title", "status", "detail", "code", "requestId"],
          properties: {
            type: { type: "string" },
            title: { type: "string" },
            status: { type: "integer" },
            detail: { type: "string", description: "What, which one, and what to do now." },
            code: { type: "string" },
            requestId: { type: "string", description: "By this the log can be searched." },
          },
        },
      },
    },
  };
}
