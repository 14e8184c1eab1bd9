import { createServer } from "node:http";
import { closeServer, listen } from "@/sandbox/node/listen";

const ATTEMPTS = 50;

/**
 * `wanted` when it is free on loopback and not in `taken`, otherwise another such port, which is added to `taken`:
 * the system may hand out the same port twice in a row. 0 or undefined asks for any.
 * @throws Error when 50 attempts find none.
 */
export async function freePort(wanted: number | undefined, taken: Set<number> = new Set()): Promise<number> {
  let candidate = wanted ?? 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = taken.has(candidate) ? undefined : await tryPort(candidate);
    if (port !== undefined && !taken.has(port)) {
      taken.add(port);
      return port;
    }
    candidate = 0;
  }
  throw new Error(`There is no free port on 127.0.0.1: ${ATTEMPTS} attempts found none.`);
}

async function tryPort(candidate: number): Promise<number | undefined> {
  const server = createServer();
  try {
    const port = await listen(server, candidate);
    await closeServer(server, 0);
    return port;
  } catch (error) {
    if (candidate === 0) throw error;
    return undefined;
  }
}
