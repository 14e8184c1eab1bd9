import { createServer } from "node:http";
import { closeServer, listen } from "@/sandbox/node/listen";

/** `wanted` when it is free on loopback, otherwise a free port; 0 or undefined asks for any. */
export async function freePort(wanted: number | undefined): Promise<number> {
  for (const candidate of [wanted ?? 0, 0]) {
    const server = createServer();
    try {
      const port = await listen(server, candidate);
      await closeServer(server, 0);
      return port;
    } catch (error) {
      if (candidate === 0) throw error;
    }
  }
  throw new Error("There is no free port on 127.0.0.1.");
}
