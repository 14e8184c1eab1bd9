import net from "node:net";
import { Failure } from "./failure.mjs";
import { mergeJson, readJson } from "./state.mjs";

const host = "127.0.0.1";

/** True when nothing listens on the loopback port. */
export async function isFree(port) {
  return (await canListen(port)) && !(await answers(port));
}

function canListen(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** True when something accepts a connection on the loopback port within 300 ms. */
export function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    const settle = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(300, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}

function anyFreePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen({ port: 0, host }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Free ports under stable names: the port of the last run is taken again when it is still free, so that
 * bookmarks and kubeconfigs survive a restart.
 * @param {string} file the state file that remembers them
 * @param {string[]} names
 * @returns {Promise<Record<string, number>>}
 */
export async function choosePorts(file, names) {
  const remembered = readJson(file, {}).ports ?? {};
  const chosen = { ...remembered };
  const taken = new Set(
    Object.entries(remembered).flatMap(([name, port]) => (names.includes(name) ? [] : port)),
  );
  for (const name of names) {
    let port = remembered[name];
    for (let attempt = 0; port === undefined || taken.has(port) || !(await isFree(port)); attempt += 1) {
      if (attempt === 50) throw new Failure(`No free port for ${name} was found on ${host} in 50 attempts.`);
      port = await anyFreePort();
    }
    taken.add(port);
    chosen[name] = port;
  }
  mergeJson(file, { ports: chosen });
  return chosen;
}
