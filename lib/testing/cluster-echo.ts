import { createServer } from "node:http";
import { z } from "zod";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { managedLabels } from "./cluster-contract";
import { deployment, podSpec } from "./cluster-pods";

/** Name of the echo's Deployment and Service, and where it answers. */
export const ECHO = { name: "echo", port: 8069, path: "/cgi-bin/echo" } as const;

/** Answers what it was sent: 404 below /missing, otherwise 200. */
export const CGI = `#!/bin/sh
case "$PATH_INFO" in /missing) status='404 Not Found' ;; *) status='200 OK' ;; esac
printf 'Status: %s\\r\\nContent-Type: application/json\\r\\n\\r\\n' "$status"
printf '{"method":"%s","authorization":"%s","sent":%s}' \\
  "$REQUEST_METHOD" "$HTTP_AUTHORIZATION" "$(head -c "$CONTENT_LENGTH")"
`;

const SCRIPT = `mkdir -p /tmp/www/cgi-bin
printf '%s' "$CGI" > /tmp/www/cgi-bin/echo
chmod 755 /tmp/www/cgi-bin/echo
exec httpd -f -p ${ECHO.port} -h /tmp/www
`;

/** A service with one pod that runs busybox's HTTP server; a cluster that simulates pods only says it is ready. */
export function echoObjects(namespace: string): readonly ManifestObject[] {
  const container = {
    name: "echo",
    command: ["sh", "-c", SCRIPT],
    env: [{ name: "CGI", value: CGI }],
    ports: [{ containerPort: ECHO.port }],
    readinessProbe: { tcpSocket: { port: ECHO.port }, periodSeconds: 1 },
  };
  const annotations = { "fake/start-ms": "20" };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: ECHO.name, namespace, labels: managedLabels(ECHO.name) },
    spec: { selector: { app: ECHO.name }, ports: [{ port: ECHO.port, targetPort: ECHO.port }] },
  };
  return [
    deployment(namespace, ECHO.name, 1, { metadata: { annotations }, spec: podSpec(container) }),
    service,
  ];
}

const Endpoints = z.object({
  subsets: z.array(z.object({ addresses: z.array(z.object({ ip: z.string() })).min(1) })).min(1),
});

/** The address of a ready pod in an Endpoints object; null while there is none. */
export const firstAddress = (endpoints: ManifestObject | null): string | null =>
  Endpoints.safeParse(endpoints).data?.subsets[0]?.addresses[0]?.ip ?? null;

/**
 * Listens at the loopback address of a simulated pod, where nobody does, and answers as the CGI above: so the way
 * through the API server to a pod's port is walked on the sandbox too. Returns how to stop it.
 */
export async function standInForEcho(address: string): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, headers, url } = request;
      const sent: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      response.writeHead(url === `${ECHO.path}/missing` ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify({ method, authorization: headers.authorization ?? "", sent }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(ECHO.port, address, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
