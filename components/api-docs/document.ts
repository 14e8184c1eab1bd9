import type { Schema } from "@/components/api-docs/schema-text";

type Content = Record<string, { schema?: Schema }>;

export type ApiParameter = { name: string; in: string; required: boolean; schema: Schema };

export type DocumentedOperation = {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: ApiParameter[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};

export type ApiDocument = {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, DocumentedOperation>>;
};

export type OperationEntry = { method: string; path: string; operation: DocumentedOperation };

/** The operations of a document by their tag, in the document's order. */
export function byTag(document: ApiDocument): readonly { tag: string; entries: readonly OperationEntry[] }[] {
  const groups = new Map<string, OperationEntry[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? "Other";
      groups.set(tag, [...(groups.get(tag) ?? []), { method: method.toUpperCase(), path, operation }]);
    }
  }
  return [...groups].map(([tag, entries]) => ({ tag, entries }));
}
