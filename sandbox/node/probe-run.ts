import { request } from "node:http";
import { connect } from "node:net";
import { at, list, number, records, text } from "@/sandbox/api/json";

export type ProbeResult = { readonly succeeded: boolean; readonly message: string };

/** Where probes go and how commands are run inside the container. */
export type ProbeTarget = {
  readonly address: string;
  readonly container: unknown;
  readonly exec: (command: readonly string[], limitMilliseconds: number) => Promise<ProbeResult>;
};

/** Runs one probe once: an HTTP request, a TCP connection or a command. Never throws. */
export async function runProbe(probe: unknown, target: ProbeTarget, limit: number): Promise<ProbeResult> {
  const http = at(probe, "httpGet");
  if (http !== undefined) return httpProbe(http, target, limit);
  const tcp = at(probe, "tcpSocket");
  if (tcp !== undefined) return tcpProbe(hostOf(tcp, target), portOf(at(tcp, "port"), target), limit);
  const command = list(at(probe, "exec", "command")).map(String);
  if (command.length > 0) return target.exec(command, limit);
  return { succeeded: false, message: "the probe names no handler this node knows" };
}

function httpProbe(http: unknown, target: ProbeTarget, limit: number): Promise<ProbeResult> {
  const path = text(at(http, "path")) ?? "/";
  const host = hostOf(http, target);
  const port = portOf(at(http, "port"), target);
  const headers: Record<string, string> = { "User-Agent": "kube-probe/1.36", Connection: "close" };
  for (const header of records(at(http, "httpHeaders"))) {
    headers[String(header["name"])] = String(header["value"]);
  }
  return new Promise((resolve) => {
    const finish = (succeeded: boolean, message: string) => {
      clearTimeout(timer);
      resolve({ succeeded, message });
      call.destroy();
    };
    const call = request({ host, port, path, headers, agent: false }, (response) => {
      const status = response.statusCode ?? 0;
      response.resume();
      const succeeded = status >= 200 && status < 400;
      finish(succeeded, succeeded ? "" : `HTTP probe failed with statuscode: ${status}`);
    });
    const timer = setTimeout(
      () => finish(false, `Get "http://${host}:${port}${path}": context deadline exceeded`),
      limit,
    );
    call.on("error", (error) => finish(false, `Get "http://${host}:${port}${path}": ${error.message}`));
    call.end();
  });
}

function tcpProbe(host: string, port: number, limit: number): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (succeeded: boolean, message: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ succeeded, message });
    };
    const timer = setTimeout(() => finish(false, `dial tcp ${host}:${port}: i/o timeout`), limit);
    socket.on("connect", () => finish(true, ""));
    socket.on("error", (error) => finish(false, `dial tcp ${host}:${port}: ${error.message}`));
  });
}

function hostOf(handler: unknown, target: ProbeTarget): string {
  return text(at(handler, "host")) ?? target.address;
}

function portOf(port: unknown, target: ProbeTarget): number {
  if (typeof port === "number") return port;
  const named = records(at(target.container, "ports")).find((entry) => entry["name"] === port);
  return number(named?.["containerPort"]) ?? (Number(port) || 0);
}
