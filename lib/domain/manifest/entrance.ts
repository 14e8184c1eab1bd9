import { objectLabels, selectorLabels } from "./labels";
import type { ManifestObject } from "./object";
import { type EnvironmentSpec, EVENTS_PORT, NAMES, type Placement, WEB_PORT } from "./spec";

const TRAEFIK = "traefik.io/v1alpha1";
/** A visitor keeps to one release this long at most, in seconds; the share ends earlier as a rule. */
const STICKY_SECONDS = 86_400;

/** How visitors are shared out between the release that runs and a canary. */
type Share = {
  /** Visitors on the canary, 1 to 99 of a hundred. */
  percent: number;
  /** Distinguishes one canary's cookies from another's: made of the operation. */
  key: string;
};

/** The way in: Service of both ports, the weighted entrances, and Traefik's route from the hostname. */
export function entranceObjects(spec: EnvironmentSpec, placement: Placement): readonly ManifestObject[] {
  return [visitorsService(spec, "web"), ...weightedEntrances(spec, null), openRoute(spec, placement)];
}

/** Service of the stable pods or of the canary's, named like them. */
export function visitorsService(spec: EnvironmentSpec, component: "web" | "web-canary"): ManifestObject {
  const port = (name: string, number: number) => ({
    name,
    protocol: "TCP",
    port: number,
    targetPort: number,
  });
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: component,
      namespace: spec.namespace,
      labels: objectLabels(spec, component),
    },
    spec: {
      type: "ClusterIP",
      selector: selectorLabels(spec, component),
      ports: [port("http", WEB_PORT), port("events", EVENTS_PORT)],
    },
  };
}

/**
 * One weighted entrance for pages and one for events. Without a share all go to the stable pods and the canary's Service
 * is not even named: Traefik drops an entrance that names a Service which does not exist.
 */
export function weightedEntrances(spec: EnvironmentSpec, share: Share | null): readonly ManifestObject[] {
  return [weighted(spec, NAMES.web, WEB_PORT, share), weighted(spec, NAMES.events, EVENTS_PORT, share)];
}

function weighted(spec: EnvironmentSpec, name: string, port: number, share: Share | null): ManifestObject {
  const service = (of: string, weight: number) => ({ kind: "Service", name: of, port, weight });
  const percent = share?.percent ?? 0;
  const services = [service(NAMES.web, 100 - percent)];
  if (share !== null) services.push(service(NAMES.canary, percent));
  return {
    apiVersion: TRAEFIK,
    kind: "TraefikService",
    metadata: { name, namespace: spec.namespace, labels: objectLabels(spec, "web") },
    spec: { weighted: { services, ...(share === null ? {} : { sticky: sticky(name, share) }) } },
  };
}

/** Pages of one release load its own assets: a visitor keeps to a release. Each share draws anew, by its own cookie. */
const sticky = (entrance: string, { key, percent }: Share) => ({
  cookie: {
    name: `${entrance}-${key}-${percent}`,
    httpOnly: true,
    secure: true,
    sameSite: "lax",
    maxAge: STICKY_SECONDS,
  },
});

/** The route that lets visitors in. */
function openRoute(spec: EnvironmentSpec, placement: Placement): ManifestObject {
  const host = hostRule(spec);
  const rule = (match: string, name: string) => ({
    kind: "Rule",
    match,
    services: [{ kind: "TraefikService", name }],
  });
  return route(spec, placement, [
    rule(`${host} && PathPrefix(\`/websocket\`)`, NAMES.events),
    // The database manager is nobody's business from outside, whatever its own settings say.
    rule(`${host} && !PathPrefix(\`/web/database\`)`, NAMES.web),
  ]);
}

export const hostRule = (spec: EnvironmentSpec): string => `Host(\`${spec.hostname}\`)`;

/** The environment's one IngressRoute, with these rules. */
export function route(
  spec: EnvironmentSpec,
  placement: Placement,
  routes: readonly Record<string, unknown>[],
): ManifestObject {
  return {
    apiVersion: TRAEFIK,
    kind: "IngressRoute",
    metadata: { name: NAMES.web, namespace: spec.namespace, labels: objectLabels(spec, "web") },
    spec: { entryPoints: [...placement.entryPoints], routes: [...routes], tls: {} },
  };
}
