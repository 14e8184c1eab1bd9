import { mkdirSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { waitFor } from "./http.mjs";
import { onPath } from "./packages.mjs";
import { keptPassword } from "./state.mjs";

/**
 * Starts a Redis server of our own: loopback only, password required, nothing evicted, every write logged.
 * @param {import("./supervisor.mjs").Supervisor} supervisor
 * @param {{ name: string, dir: string, port: number }} options
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void> }>}
 * @throws {Failure} when it does not answer within 30 s
 */
export async function startRedis(supervisor, { name, dir, port }) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const password = keptPassword(path.join(dir, "password"));
  const file = path.join(dir, "redis.conf");
  writeFileSync(file, configuration({ dir, port, password }), { mode: 0o600 });
  const server = supervisor.start(name, onPath("redis-server"), [file], { tier: 2, graceSeconds: 3 });
  const hint = `See ${supervisor.logFile(name)}.`;
  const ready = waitFor(`Redis (${name})`, () => ping(port, password), {
    limitSeconds: 30,
    everyMilliseconds: 50,
    hint,
  });
  await Promise.race([ready, supervisor.death]);
  return { url: `redis://:${password}@127.0.0.1:${port}/0`, port, stop: server.stop };
}

function configuration({ dir, port, password }) {
  const lines = [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${dir}"`,
    "daemonize no",
    "appendonly yes",
    "maxmemory-policy noeviction",
    "databases 16",
  ];
  return `${lines.join("\n")}\n`;
}

function ping(port, password) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: "127.0.0.1", port });
    let answer = "";
    socket.setTimeout(1000, () => socket.destroy(new Error("no answer within 1 s")));
    socket.on("connect", () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on("data", (bytes) => {
      answer += bytes;
      if (answer.includes("+PONG")) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => (answer.includes("+PONG") ? resolve(true) : reject(new Error(answer.trim()))));
  });
}
