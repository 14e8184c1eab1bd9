import type { Server } from "node:http";

/** A server of the sandbox that is already accepting connections. */
export type RunningServer = { readonly port: number; stop(): Promise<void> };

/**
 * Listens on the loopback address and resolves with the port in use (`0` asks for a free one).
 * @throws the system's error (for example EADDRINUSE) when the port cannot be had.
 */
export function listen(server: Server, port: number, host = "127.0.0.1"): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Stops accepting, gives requests in flight `graceMilliseconds`, then closes what is left. */
export function closeServer(server: Server, graceMilliseconds = 1_000): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
