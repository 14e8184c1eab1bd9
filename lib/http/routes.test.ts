import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ApiOperation } from "@/lib/contracts/api/operation";
import { API } from "@/lib/contracts/api/registry";
import { openApiDocument } from "./openapi";

const ROOT = path.resolve(import.meta.dirname, "../..");
const operations = Object.entries(API) as [string, ApiOperation][];

/** What the route files export: "GET /api/v1/changes/{changeId}" → operation id (or a stream). */
function routesOnDisk(): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(path.join(ROOT, "app/api/v1"), { recursive: true, withFileTypes: true })) {
    if (entry.name !== "route.ts") continue;
    const folder = path.relative(path.join(ROOT, "app"), entry.parentPath);
    const url = `/${folder.replaceAll(path.sep, "/").replace(/\[(\w+)\]/g, "{$1}")}`;
    const source = readFileSync(path.join(entry.parentPath, entry.name), "utf8");
    for (const [, method, value] of source.matchAll(
      /export const (GET|POST|PATCH|DELETE|PUT) = (?:(?:route|textRoute)\("(\w+)"|(?:event|log)Stream)/g,
    )) {
      found.set(`${method} ${url}`, value ?? streamAt(url));
    }
  }
  return found;
}

/** Streams are no use-case's one answer: what serves them is known by its place. */
const streamAt = (url: string): string => (url.endsWith("/logs/follow") ? "followLogs" : "streamEvents");

describe("registry, routes and document", () => {
  it("has one route file per operation, with its method, and none besides", () => {
    const wanted = new Map(operations.map(([id, { method, path: url }]) => [`${method} ${url}`, id]));
    expect(routesOnDisk()).toEqual(wanted);
  });

  it("documents every operation with its parameters and errors", () => {
    const document = openApiDocument() as {
      paths: Record<
        string,
        Record<string, { operationId: string; parameters: { name: string; in: string }[]; responses: object }>
      >;
    };
    for (const [id, { method, path: url, params }] of operations) {
      const documented = document.paths[url]?.[method.toLowerCase()];
      expect(documented?.operationId, url).toBe(id);
      const inPath = [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        documented?.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name),
      ).toEqual(inPath);
      expect(Object.keys(params?.shape ?? {})).toEqual(inPath);
      expect(Object.keys(documented?.responses ?? {})).toContain("404");
    }
  });

  it("bounds every string that a caller may send", () => {
    const unbounded: string[] = [];
    const visit = (schema: unknown, at: string): void => {
      if (schema === null || typeof schema !== "object") return;
      const node = schema as Record<string, unknown>;
      const bounded = ["maxLength", "format", "enum", "const", "pattern"].some((key) => key in node);
      if (node["type"] === "string" && !bounded) unbounded.push(at);
      for (const [key, child] of Object.entries(node)) visit(child, `${at}.${key}`);
    };
    const document = openApiDocument() as {
      paths: Record<string, Record<string, { requestBody?: unknown; parameters: unknown }>>;
    };
    for (const [url, methods] of Object.entries(document.paths)) {
      for (const operation of Object.values(methods))
        visit([operation.requestBody, operation.parameters], url);
    }
    expect(unbounded).toEqual([]);
  });
});
