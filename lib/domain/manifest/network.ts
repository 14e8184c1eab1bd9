import { objectLabels, selectorLabels } from "./labels";
import type { ManifestObject } from "./object";
import { type EnvironmentSpec, EVENTS_PORT, NAMES, type Placement, WEB_PORT } from "./spec";

const tcp = (port: number) => ({ protocol: "TCP", port });
const namespaceNamed = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/** Nothing in, nothing out, but: visitors through the ingress, name resolution, the database. */
export function networkPolicies(spec: EnvironmentSpec, placement: Placement): readonly ManifestObject[] {
  const webPods = { matchLabels: selectorLabels(spec, "web") };
  const policy = (name: string, rules: Record<string, unknown>): ManifestObject => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: spec.namespace, labels: objectLabels(spec, "environment") },
    spec: rules,
  });
  const database =
    placement.databaseNamespace === null ? {} : { to: [namespaceNamed(placement.databaseNamespace)] };
  const dns = {
    to: [{ ...namespaceNamed("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
    ports: [{ protocol: "UDP", port: 53 }, tcp(53)],
  };
  const policies = [
    policy("default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
    policy("web-from-ingress", {
      podSelector: webPods,
      policyTypes: ["Ingress"],
      ingress: [
        { from: [namespaceNamed(placement.ingressNamespace)], ports: [tcp(WEB_PORT), tcp(EVENTS_PORT)] },
      ],
    }),
    policy("egress-dns", { podSelector: {}, policyTypes: ["Egress"], egress: [dns] }),
    policy("egress-database", {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ ...database, ports: [tcp(placement.databasePort)] }],
    }),
  ];
  if (placement.controlPlaneCidrs.length === 0) return policies;
  const from = placement.controlPlaneCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  const ingress = [{ from, ports: [tcp(WEB_PORT)] }];
  return [
    ...policies,
    policy("web-from-control-plane", { podSelector: webPods, policyTypes: ["Ingress"], ingress }),
  ];
}

/** The way in: Service of both ports, and Traefik's route from the hostname. */
export function entranceObjects(spec: EnvironmentSpec, placement: Placement): readonly ManifestObject[] {
  const metadata = { name: NAMES.web, namespace: spec.namespace, labels: objectLabels(spec, "web") };
  const host = `Host(\`${spec.hostname}\`)`;
  const rule = (match: string, port: number) => ({
    kind: "Rule",
    match,
    services: [{ kind: "Service", name: NAMES.web, port }],
  });
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        type: "ClusterIP",
        selector: selectorLabels(spec, "web"),
        ports: [
          { name: "http", ...tcp(WEB_PORT), targetPort: WEB_PORT },
          { name: "events", ...tcp(EVENTS_PORT), targetPort: EVENTS_PORT },
        ],
      },
    },
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "IngressRoute",
      metadata,
      spec: {
        entryPoints: [...placement.entryPoints],
        routes: [
          rule(`${host} && PathPrefix(\`/websocket\`)`, EVENTS_PORT),
          // The database manager is nobody's business from outside, whatever its own settings say.
          rule(`${host} && !PathPrefix(\`/web/database\`)`, WEB_PORT),
        ],
        tls: {},
      },
    },
  ];
}

/** Lets nodes be drained one pod at a time, also with a single replica. */
export function disruptionBudget(spec: EnvironmentSpec): ManifestObject {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: NAMES.web, namespace: spec.namespace, labels: objectLabels(spec, "web") },
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(spec, "web") } },
  };
}
