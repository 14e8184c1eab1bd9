import "server-only";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import type { ApplyOptions, ClusterObjects } from "@/lib/ports/cluster";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { readStatus } from "./failures";
import { type Reference, ResourcePaths } from "./resources";
import type { Answer, Transport } from "./transport";

const APPLY_TYPE = "application/apply-patch+yaml";

/** Objects and secrets of one cluster. */
export function createObjects(transport: Transport): ClusterObjects {
  const paths = new ResourcePaths(transport);
  const called = ({ kind, namespace, name }: Reference) =>
    `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

  const read = async (reference: Reference, signal: AbortSignal): Promise<unknown> => {
    const path = await paths.pathOf(reference, signal);
    const answer = await transport.ask(
      `Reading ${called(reference)}`,
      { method: "GET", path, signal },
      [404],
    );
    return answer.status === 404 ? null : answer.body;
  };

  return {
    async apply(objects, options) {
      for (const object of objects) await applyOne(transport, paths, object, options);
    },

    async rehearse(object, options) {
      const body = await applyOne(transport, paths, object, { ...options, dryRun: true });
      if (isObject(body)) return body;
      throw new RefusedFailure(
        `Rehearsing ${called(referenceTo(object))}: the cluster answered something that is no object.`,
      );
    },

    async read(reference, signal) {
      const body = await read(reference, signal);
      if (body === null) return null;
      if (isObject(body)) return body;
      throw new RefusedFailure(
        `Reading ${called(reference)}: the cluster answered something that is no object.`,
      );
    },

    async remove(reference, signal) {
      const path = await paths.pathOf(reference, signal);
      // Without this, a Job's pods would outlive it.
      const body = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Background" };
      const call = { method: "DELETE", path, body, signal } as const;
      await transport.ask(`Deleting ${called(reference)}`, call, [404]);
    },

    async readSecret(namespace, name, signal) {
      const body = await read({ apiVersion: "v1", kind: "Secret", namespace, name }, signal);
      if (body === null) return null;
      const data = isObject(body) ? body["data"] : undefined;
      if (typeof data !== "object" || data === null) return {};
      const decoded = Object.entries(data).flatMap(([key, value]) =>
        typeof value === "string" ? [[key, Buffer.from(value, "base64").toString("utf8")] as const] : [],
      );
      return Object.fromEntries(decoded);
    },
  };
}

async function applyOne(
  transport: Transport,
  paths: ResourcePaths,
  object: ManifestObject,
  options: ApplyOptions,
): Promise<unknown> {
  const { kind } = object;
  const { name } = object.metadata;
  const reference = referenceTo(object);
  const path = await paths.pathOf(reference, options.signal);
  const what = `Applying ${kind} ${name}${options.dryRun === true ? " (rehearsal)" : ""}`;
  const call = {
    method: "PATCH",
    path,
    query: {
      fieldManager: options.fieldManager,
      force: options.force === true ? "true" : undefined,
      dryRun: options.dryRun === true ? "All" : undefined,
    },
    body: object,
    contentType: APPLY_TYPE,
    signal: options.signal,
  } as const;
  const answer = await transport.ask(what, call, [404, 409]);
  // Whoever forces takes ownership, so this is another writer at the same moment: that passes.
  if (answer.status === 409 && options.force === true)
    throw new TransientFailure(
      `${what}: the cluster says “${readStatus(answer.body).message}” (409 Conflict).`,
    );
  if (answer.status >= 400) throw refusedApply(what, answer, reference);
  return answer.body;
}

function referenceTo({ apiVersion, kind, metadata: { name, namespace } }: ManifestObject): Reference {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function refusedApply(
  what: string,
  answer: Answer,
  { namespace, apiVersion, kind }: Reference,
): RefusedFailure {
  const { message } = readStatus(answer.body);
  if (answer.status === 409) {
    return new RefusedFailure(`${what}: another manager owns part of it: “${message}”.`, {
      code: "conflict",
    });
  }
  return message.startsWith("namespaces ") && namespace !== undefined
    ? new RefusedFailure(`${what}: the namespace ${namespace} does not exist.`)
    : new RefusedFailure(`${what}: the cluster does not know ${kind} (${apiVersion}).`);
}

const isObject = (body: unknown): body is ManifestObject =>
  typeof body === "object" &&
  body !== null &&
  "kind" in body &&
  "metadata" in body &&
  typeof body.metadata === "object" &&
  body.metadata !== null;
