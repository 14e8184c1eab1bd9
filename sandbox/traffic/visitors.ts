import { Agent, request } from "node:http";

/** Requests a second that the visitors of one environment make: enough to judge a tenth of them within 20 s. */
const REQUESTS_PER_SECOND = 16;
const MAXIMUM_UNDER_WAY = 40;
const ANSWER_LIMIT_MS = 10_000;
/** Pages that cost an ERP little: most visitors look. */
const PAGES = ["/web/login", "/web/version", "/web/login", "/odoo"] as const;

/**
 * Visitors who look at pages of every host given, evenly and whatever the answer is: a door that is closed or a
 * release that fails does not send them away. Returns the function that ends it.
 */
export function startVisitors(options: { ingressPort: number; hosts: () => readonly string[] }): () => void {
  // Kept connections: what these visitors cost this machine is the pages, not the handshakes.
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });
  const underWay = new Map<string, number>();
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    for (const host of options.hosts()) {
      const waiting = underWay.get(host) ?? 0;
      if (waiting >= MAXIMUM_UNDER_WAY) continue;
      underWay.set(host, waiting + 1);
      const path = PAGES[turn % PAGES.length] ?? "/";
      const left = () => underWay.set(host, Math.max(0, (underWay.get(host) ?? 1) - 1));
      visit({ agent, port: options.ingressPort, host, path }).then(left, left);
    }
  }, 1000 / REQUESTS_PER_SECOND);
  return () => {
    clearInterval(timer);
    agent.destroy();
  };
}

function visit(target: { agent: Agent; port: number; host: string; path: string }): Promise<void> {
  const { agent, port, host, path } = target;
  return new Promise((resolve, reject) => {
    const headers = { Host: host, "User-Agent": "sandbox-visitor" };
    const outgoing = request({ agent, host: "127.0.0.1", port, path, headers, timeout: ANSWER_LIMIT_MS });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", reject);
    outgoing.on("response", (answer) => {
      answer.resume();
      answer.on("error", reject);
      answer.on("end", resolve);
    });
    outgoing.end();
  });
}
