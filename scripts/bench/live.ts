// Pod change on the cluster → text changed in an open browser page, in milliseconds. Needs a running product (npm start).
//   npx tsx scripts/bench/live.ts [SAMPLES]
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { clusterOf } from "@/sandbox/api/testing";
import { address, quantile, signIn, sleep, stateFile } from "./product";

const SAMPLES = Number(process.argv[2] ?? 20);
const NAMESPACE = "nordwerk-uat";
const LIMIT_MS = 10_000;

const pod = (name: string, environmentId: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name,
    labels: {
      "app.kubernetes.io/managed-by": "holdfast",
      "app.kubernetes.io/component": "bench",
      "holdfast.dev/environment": environmentId,
    },
  },
  spec: {
    containers: [
      {
        name: "bench",
        image: "bench:1",
        resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { cpu: "1m", memory: "1Mi" } },
      },
    ],
  },
});

const session = await signIn("release_manager");
const { items } = await session.get<{ items: { id: string }[] }>("/api/v1/environments?search=UAT");
const environmentId = items[0]?.id ?? "";
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext();
const url = new URL(address());
await context.addCookies(
  session.cookie.split("; ").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return { name, value: value.join("="), domain: url.hostname, path: "/" };
  }),
);
const page = await context.newPage();
// The loader names functions by a helper that a page does not have.
await page.addInitScript("globalThis.__name = (value) => value");
await page.goto(`${address()}/environments/${environmentId}`);
// Until the page hears events, what changes is not what is measured.
await page.getByText(/^Live/).first().waitFor({ timeout: LIMIT_MS });

/** Resolves with the page's clock when the text appears or goes; the browser shares this machine's clock. */
const seen = (text: string, there: boolean) =>
  page.evaluate(
    ([wanted, present, limit]) =>
      new Promise<number>((resolve, reject) => {
        const holds = () => (document.body.textContent ?? "").includes(wanted) === present;
        if (holds()) return resolve(Date.now());
        const observer = new MutationObserver(() => {
          if (!holds()) return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        setTimeout(() => reject(new Error(`"${wanted}" was not seen within ${limit} ms`)), limit);
      }),
    [text, there, LIMIT_MS] as const,
  );

const ask = clusterOf(readFileSync(stateFile("sandbox/kubeconfig"), "utf8"));
const call = async (...words: Parameters<typeof ask>) => {
  const { status, body } = await ask(...words);
  if (status >= 300) throw new Error(`${words[0]} ${words[1]}: ${status} ${JSON.stringify(body)}`);
};
const samples: number[] = [];
for (let index = 0; index < SAMPLES; index += 1) {
  const name = `bench-${Date.now().toString(36)}-${index}`;
  for (const there of [true, false]) {
    const change = seen(name, there);
    await sleep(50);
    const began = Date.now();
    if (there) await call("POST", `/api/v1/namespaces/${NAMESPACE}/pods`, pod(name, environmentId));
    else await call("DELETE", `/api/v1/namespaces/${NAMESPACE}/pods/${name}?gracePeriodSeconds=0`);
    samples.push((await change) - began);
    await sleep(200);
  }
}
await browser.close();
console.log(
  `${samples.length} pod changes: p50 ${quantile(samples, 0.5)} ms, p95 ${quantile(samples, 0.95)} ms, max ${Math.max(...samples)} ms`,
);
