import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listen, type RunningServer } from "@/sandbox/node/listen";
import type { Blob } from "@/sandbox/registry/image";
import type { ImageTable } from "@/sandbox/registry/resolve";

const MANIFEST_PATH = /^\/v2\/(.+)\/manifests\/([^/]+)$/;
const BLOB_PATH = /^\/v2\/(.+)\/blobs\/([^/]+)$/;
const TAGS_PATH = /^\/v2\/(.+)\/tags\/list$/;

/** Serves the OCI distribution API, read-only, on loopback. */
export async function startRegistry(options: { images: ImageTable; port: number }): Promise<RunningServer> {
  const server = createServer((request, response) => answer(options.images, request, response));
  const port = await listen(server, options.port);
  return { port, stop: () => closeServer(server) };
}

function answer(images: ImageTable, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Docker-Distribution-Api-Version", "registry/2.0");
  if (request.method !== "GET" && request.method !== "HEAD") {
    fail(response, 405, "UNSUPPORTED", "This registry is read-only.");
    return;
  }
  const path = new URL(request.url ?? "/", "http://registry").pathname;
  if (path === "/v2/" || path === "/v2") {
    sendJson(response, 200, {});
    return;
  }
  const manifest = MANIFEST_PATH.exec(path);
  if (manifest !== null) {
    const [, repository = "", reference = ""] = manifest;
    const image = images.find(repository, reference);
    if (image === undefined) notFound(images, response, repository, "MANIFEST_UNKNOWN", reference);
    else sendBlob(request, response, image.manifest);
    return;
  }
  const blobPath = BLOB_PATH.exec(path);
  if (blobPath !== null) {
    const [, repository = "", digest = ""] = blobPath;
    const blob = images.images
      .filter((image) => image.repository === repository)
      .flatMap((image) => image.blobs)
      .find((candidate) => candidate.digest === digest);
    if (blob === undefined) notFound(images, response, repository, "BLOB_UNKNOWN", digest);
    else sendBlob(request, response, blob);
    return;
  }
  sendTags(images, response, path);
}

function sendTags(images: ImageTable, response: ServerResponse, path: string): void {
  const repository = TAGS_PATH.exec(path)?.[1];
  if (repository === undefined) {
    fail(response, 404, "NAME_INVALID", `There is nothing at ${path}.`);
  } else if (!images.hasRepository(repository)) {
    notFound(images, response, repository, "NAME_UNKNOWN", repository);
  } else {
    const tags = images.images.filter((image) => image.repository === repository).map((image) => image.tag);
    sendJson(response, 200, { name: repository, tags });
  }
}

function sendBlob(request: IncomingMessage, response: ServerResponse, blob: Blob): void {
  response.writeHead(200, {
    "Content-Type": blob.mediaType,
    "Content-Length": blob.bytes.length,
    "Docker-Content-Digest": blob.digest,
    ETag: `"${blob.digest}"`,
  });
  response.end(request.method === "HEAD" ? undefined : blob.bytes);
}

function notFound(
  images: ImageTable,
  response: ServerResponse,
  repository: string,
  code: string,
  what: string,
): void {
  if (!images.hasRepository(repository)) {
    fail(response, 404, "NAME_UNKNOWN", `The repository ${repository} does not exist in this registry.`);
    return;
  }
  fail(response, 404, code, `${what} is not in the repository ${repository}.`);
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { errors: [{ code, message, detail: null }] });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": bytes.length });
  response.end(bytes);
}
