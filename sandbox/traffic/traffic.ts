import { at, records, text } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";
import { doBusiness } from "@/sandbox/traffic/business";
import { erpClient } from "@/sandbox/traffic/client";
import { startVisitors } from "@/sandbox/traffic/visitors";

/** Namespaces with this label set to "true" get business traffic. */
export const TRAFFIC_LABEL = "sandbox.holdfast.dev/traffic";

const PERIOD_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const LOOK_MS = 500;
/** After the visitors the first customer comes. */
const FIRST_TURN_MS = 5_000;

/** Where one namespace stands: its next turn, and how often in a row it failed. */
type Rhythm = { due: number; failures: number; busy: boolean };

/**
 * Whether everything in a namespace is ready. Customers come once it was so for the first time, whatever happens then:
 * nobody knocks at a shop that has not opened yet, and no release is compared with its own start.
 */
function isUp(store: Pick<Store, "list">, namespace: string): boolean {
  const wanted = store
    .list("deployments.apps", namespace)
    .map((deployment) => ({
      replicas: Number(at(deployment, "spec", "replicas") ?? 1),
      ready: Number(at(deployment, "status", "readyReplicas") ?? 0),
    }))
    .filter(({ replicas }) => replicas > 0);
  return wanted.length > 0 && wanted.every(({ replicas, ready }) => ready >= replicas);
}

/** The pause before the next turn: regular, or doubling with each failure up to a minute; milliseconds. */
export function pauseAfter(failures: number): number {
  return Math.min(PERIOD_MS * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MS);
}

/** Makes business happen and visitors look in every labelled namespace, through the ingress. Returns the function that ends it. */
export function startTraffic(options: { store: Store; ingressPort: number }): () => void {
  const rhythms = new Map<string, Rhythm>();
  const opened = new Set<string>();
  let hosts: readonly string[] = [];
  const stopVisitors = startVisitors({ ingressPort: options.ingressPort, hosts: () => hosts });
  const timer = setInterval(() => {
    const names = options.store
      .list("namespaces")
      .filter(
        ({ metadata }) =>
          metadata.labels?.[TRAFFIC_LABEL] === "true" && metadata.deletionTimestamp === undefined,
      )
      .map(({ metadata }) => metadata.name)
      .filter((name) => opened.has(name) || isUp(options.store, name));
    for (const name of names) opened.add(name);
    hosts = names.flatMap((name) => hostOf(options.store, name) ?? []);
    for (const known of rhythms.keys()) if (!names.includes(known)) rhythms.delete(known);
    for (const name of names) {
      const rhythm = rhythms.get(name) ?? {
        due: Date.now() + FIRST_TURN_MS + Math.random() * PERIOD_MS,
        failures: 0,
        busy: false,
      };
      rhythms.set(name, rhythm);
      if (!rhythm.busy && rhythm.due <= Date.now()) void takeTurn(options, name, rhythm);
    }
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    stopVisitors();
  };
}

async function takeTurn(
  { store, ingressPort }: { store: Store; ingressPort: number },
  namespace: string,
  rhythm: Rhythm,
): Promise<void> {
  const host = hostOf(store, namespace);
  const key = apiKeyOf(store, namespace);
  if (host === undefined || key === undefined) {
    rhythm.due = Date.now() + PERIOD_MS;
    return;
  }
  rhythm.busy = true;
  try {
    await doBusiness(erpClient({ ingressPort, host, key }), Math.random);
    if (rhythm.failures > 0)
      console.log(`traffic: ${namespace} works again after ${rhythm.failures} failed turns`);
    rhythm.failures = 0;
  } catch (error) {
    rhythm.failures += 1;
    // One line at the beginning of a burst is enough.
    if (rhythm.failures === 1) {
      console.warn(`traffic: ${namespace}: ${error instanceof Error ? error.message : String(error)}`);
    }
  } finally {
    rhythm.busy = false;
    rhythm.due = Date.now() + pauseAfter(rhythm.failures);
  }
}

/** The first host name an IngressRoute or Ingress of the namespace answers for. */
export function hostOf(store: Pick<Store, "list">, namespace: string): string | undefined {
  for (const route of store.list("ingressroutes.traefik.io", namespace)) {
    for (const { match } of records(at(route, "spec", "routes"))) {
      const host = /Host\(\s*[`"]([^`"]+)[`"]/.exec(text(match) ?? "")?.[1];
      if (host !== undefined) return host;
    }
  }
  for (const ingress of store.list("ingresses.networking.k8s.io", namespace)) {
    const host = records(at(ingress, "spec", "rules")).map((rule) => text(rule["host"]))[0];
    if (host !== undefined) return host;
  }
  return undefined;
}

function apiKeyOf(store: Store, namespace: string): string | undefined {
  const encoded = text(at(store.get("secrets", namespace, "erp-api"), "data", "key"));
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}
