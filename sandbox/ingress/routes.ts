import { at, number, records, text } from "@/sandbox/api/json";
import type { KubeObject, ObjectReader } from "@/sandbox/api/types";
import { compileRule, type Matcher, type RequestFacts } from "@/sandbox/ingress/rule";

/** One service a route sends to, with its share of the traffic. */
export type Backend = {
  readonly namespace: string;
  readonly service: string;
  readonly port: string;
  readonly weight: number;
  /** Traefik's name of the service in metrics. */
  readonly label: string;
};

export type Route = {
  readonly namespace: string;
  readonly name: string;
  readonly matches: Matcher;
  readonly priority: number;
  readonly backends: readonly Backend[];
  readonly middlewares: readonly { readonly namespace: string; readonly name: string }[];
};

const MAXIMUM_DEPTH = 4;

/** Compiles every IngressRoute and Ingress; the first match in the returned order wins. */
export function compileRoutes(
  store: ObjectReader,
  warn: (object: KubeObject, message: string) => void = () => undefined,
): Route[] {
  const routes = [
    ...store.list("ingressroutes.traefik.io").flatMap((object) => ingressRoute(store, object, warn)),
    ...store.list("ingresses.networking.k8s.io").flatMap(plainIngress),
  ];
  return routes.sort((left, right) => right.priority - left.priority || left.name.localeCompare(right.name));
}

/** The route for a request, or undefined (then the answer is 404). */
export function findRoute(routes: readonly Route[], request: RequestFacts): Route | undefined {
  return routes.find((route) => route.matches(request));
}

function ingressRoute(
  store: ObjectReader,
  object: KubeObject,
  warn: (object: KubeObject, message: string) => void,
): Route[] {
  const { namespace = "", name } = object.metadata;
  return records(at(object, "spec", "routes")).flatMap((route) => {
    const rule = text(route["match"]) ?? "";
    try {
      return [
        {
          namespace,
          name,
          matches: compileRule(rule),
          // Traefik's default: the longer rule is the more specific one.
          priority: number(route["priority"]) || rule.length,
          backends: records(route["services"]).flatMap((service) =>
            backends(store, namespace, service, 1, 0),
          ),
          middlewares: records(route["middlewares"]).map((entry) => ({
            namespace: text(entry["namespace"]) ?? namespace,
            name: text(entry["name"]) ?? "",
          })),
        },
      ];
    } catch (error) {
      warn(object, error instanceof Error ? error.message : String(error));
      return [];
    }
  });
}

/** A TraefikService is resolved into its weighted services; shares multiply on the way down. */
function backends(
  store: ObjectReader,
  owner: string,
  reference: unknown,
  share: number,
  depth: number,
): Backend[] {
  const namespace = text(at(reference, "namespace")) ?? owner;
  const service = text(at(reference, "name")) ?? "";
  const weight = share * (number(at(reference, "weight")) ?? 1);
  if (at(reference, "kind") !== "TraefikService") {
    const port = String(at(reference, "port") ?? "");
    return [{ namespace, service, port, weight, label: `${namespace}-${service}-${port}@kubernetescrd` }];
  }
  const weighted = store.get("traefikservices.traefik.io", namespace, service);
  if (weighted === undefined || depth >= MAXIMUM_DEPTH) return [];
  const parts = records(at(weighted, "spec", "weighted", "services"));
  const total = parts.reduce((sum, part) => sum + (number(part["weight"]) ?? 1), 0);
  return parts.flatMap((part) => backends(store, namespace, part, total > 0 ? weight / total : 0, depth + 1));
}

function plainIngress(object: KubeObject): Route[] {
  const { namespace = "", name } = object.metadata;
  return records(at(object, "spec", "rules")).flatMap((rule) => {
    const host = text(rule["host"])?.toLowerCase();
    return records(at(rule, "http", "paths")).map((entry) => {
      const path = text(entry["path"]) ?? "/";
      const exact = entry["pathType"] === "Exact";
      const prefix = path.endsWith("/") ? path : `${path}/`;
      const service = text(at(entry, "backend", "service", "name")) ?? "";
      const port = String(
        at(entry, "backend", "service", "port", "number") ??
          at(entry, "backend", "service", "port", "name") ??
          "",
      );
      return {
        namespace,
        name,
        matches: (request: RequestFacts) =>
          (host === undefined || host === request.host) &&
          (exact ? request.path === path : request.path === path || `${request.path}/`.startsWith(prefix)),
        priority: (host?.length ?? 0) + path.length,
        backends: [
          { namespace, service, port, weight: 1, label: `${namespace}-${service}-${port}@kubernetes` },
        ],
        middlewares: [],
      };
    });
  });
}
