import { objectLabels, selectorLabels } from "./labels";
import type { ManifestObject } from "./object";
import { COMPONENT, type EnvironmentSpec, EVENTS_PORT, NAMES, type Placement, WEB_PORT } from "./spec";

const tcp = (port: number) => ({ protocol: "TCP", port });
const namespaceNamed = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/** The pods that answer visitors: the stable ones, and a canary's while there is one. */
function visitorsPods(spec: EnvironmentSpec): Record<string, unknown> {
  const { [COMPONENT]: _component, ...labels } = selectorLabels(spec, "web");
  const matchExpressions = [{ key: COMPONENT, operator: "In", values: ["web", "web-canary"] }];
  return { matchLabels: labels, matchExpressions };
}

/** Nothing in, nothing out, but: visitors through the ingress, name resolution, the database. */
export function networkPolicies(spec: EnvironmentSpec, placement: Placement): readonly ManifestObject[] {
  const webPods = visitorsPods(spec);
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

/** Lets nodes be drained one pod at a time, also with a single replica. */
export function disruptionBudget(spec: EnvironmentSpec): ManifestObject {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: NAMES.web, namespace: spec.namespace, labels: objectLabels(spec, "web") },
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(spec, "web") } },
  };
}
