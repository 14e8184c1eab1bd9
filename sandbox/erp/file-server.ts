import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { listen } from "@/sandbox/node/listen";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".txt": "text/plain",
};
const NAME = /^\/([A-Za-z0-9._-]+)?$/;

/** `python3 -m http.server PORT --directory DIR`, as far as a page of one file needs it. */
export async function runFileServer(args: readonly string[]): Promise<void> {
  const port = Number(args[0] ?? "8000");
  const directory = args[args.indexOf("--directory") + 1] ?? ".";
  const server = createServer((request, response) => {
    void answer(directory, request.url ?? "/").then(({ status, type, body }) => {
      response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
      response.end(request.method === "HEAD" ? undefined : body);
    });
  });
  await listen(server, port, process.env["SANDBOX_POD_IP"] ?? "127.0.0.1");
  process.on("SIGTERM", () => process.exit(0));
  process.on("SIGINT", () => process.exit(0));
}

async function answer(
  directory: string,
  url: string,
): Promise<{ status: number; type: string; body: string }> {
  const name = NAME.exec(new URL(url, "http://files").pathname);
  if (name === null || name[1] === "..") return { status: 404, type: "text/plain", body: "File not found\n" };
  const file = name[1] ?? "index.html";
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  return readFile(join(directory, file), "utf8").then(
    (body) => ({ status: 200, type, body }),
    () => ({ status: 404, type: "text/plain", body: "File not found\n" }),
  );
}
