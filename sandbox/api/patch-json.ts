import { ApiError, badRequest } from "@/sandbox/api/errors";
import { clone, equal, isRecord, text } from "@/sandbox/api/json";
import type { Fields } from "@/sandbox/api/types";

function rejected(): ApiError {
  return new ApiError(422, "Invalid", "the server rejected our request due to an error in our request", {});
}

function pointer(value: unknown): string[] {
  const path = text(value);
  if (path === undefined) throw badRequest("a JSON patch operation needs a path");
  if (path === "") return [];
  if (!path.startsWith("/")) throw badRequest(`the JSON patch path "${path}" must start with "/"`);
  return path
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function indexIn(items: unknown[], part: string, append: boolean): number {
  if (append && part === "-") return items.length;
  const index = /^(0|[1-9]\d*)$/.test(part) ? Number(part) : Number.NaN;
  if (!(index >= 0 && index < items.length + (append ? 1 : 0))) throw rejected();
  return index;
}

function read(document: unknown, path: string[]): unknown {
  let current = document;
  for (const part of path) {
    if (Array.isArray(current)) current = current[indexIn(current, part, false)];
    else if (isRecord(current) && Object.hasOwn(current, part)) current = current[part];
    else throw rejected();
  }
  return current;
}

type Edit = (container: unknown[] | Fields, part: string) => void;

function edit(document: Fields, path: string[], change: Edit): void {
  const part = path.at(-1);
  if (part === undefined) throw badRequest("a JSON patch cannot replace the whole object");
  const container = read(document, path.slice(0, -1));
  if (!Array.isArray(container) && !isRecord(container)) throw rejected();
  change(container, part);
}

function add(document: Fields, path: string[], value: unknown): void {
  edit(document, path, (container, part) => {
    if (Array.isArray(container)) container.splice(indexIn(container, part, true), 0, value);
    else container[part] = value;
  });
}

function remove(document: Fields, path: string[]): void {
  edit(document, path, (container, part) => {
    if (Array.isArray(container)) container.splice(indexIn(container, part, false), 1);
    else if (Object.hasOwn(container, part)) delete container[part];
    else throw rejected();
  });
}

function replace(document: Fields, path: string[], value: unknown): void {
  edit(document, path, (container, part) => {
    if (Array.isArray(container)) container[indexIn(container, part, false)] = value;
    // The API server sets a missing member too, unlike RFC 6902: Go leaves zero values out.
    else container[part] = value;
  });
}

function operate(document: Fields, operation: Fields): void {
  const path = pointer(operation["path"]);
  const value = clone(operation["value"]);
  switch (operation["op"]) {
    case "add":
      add(document, path, value);
      break;
    case "remove":
      remove(document, path);
      break;
    case "replace":
      replace(document, path, value);
      break;
    case "copy":
      add(document, path, clone(read(document, pointer(operation["from"]))));
      break;
    case "move": {
      const from = pointer(operation["from"]);
      const moved = read(document, from);
      remove(document, from);
      add(document, path, moved);
      break;
    }
    case "test":
      if (!equal(read(document, path), value)) throw rejected();
      break;
    default:
      throw badRequest(`unknown JSON patch operation ${JSON.stringify(operation["op"])}`);
  }
}

/** RFC 6902. Throws 400 for a malformed patch, 422 when a test fails or a path is missing. */
export function jsonPatch(document: Fields, patch: unknown): Fields {
  if (!Array.isArray(patch)) throw badRequest("a JSON patch must be a list of operations");
  if (patch.length > 10_000) throw badRequest("a JSON patch may have at most 10000 operations");
  const result = clone(document);
  for (const operation of patch) {
    if (!isRecord(operation)) throw badRequest("every JSON patch operation must be an object");
    operate(result, operation);
  }
  return result;
}
