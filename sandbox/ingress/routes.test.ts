import { describe, expect, it } from "vitest";
import { bootstrap } from "@/sandbox/api/bootstrap";
import { followDefinitions } from "@/sandbox/api/definitions";
import { Store } from "@/sandbox/api/store";
import { Balancer } from "@/sandbox/ingress/balancer";
import { RateLimiter } from "@/sandbox/ingress/middleware";
import { type Backend, compileRoutes, findRoute } from "@/sandbox/ingress/routes";
import { compileRule, type RequestFacts } from "@/sandbox/ingress/rule";

const facts = (host: string, path = "/", headers: Record<string, string> = {}): RequestFacts => ({
  host,
  path,
  method: "GET",
  header: (name) => headers[name],
  query: new URLSearchParams(),
});

describe("rules", () => {
  it.each([
    ["Host(`a.localhost`)", facts("a.localhost"), true],
    ["Host(`a.localhost`, `b.localhost`)", facts("b.localhost"), true],
    ["Host(`a.localhost`)", facts("b.localhost"), false],
    ["Host(`a`) && PathPrefix(`/web`)", facts("a", "/website"), true],
    ["Host(`a`) && !PathPrefix(`/web`)", facts("a", "/web/login"), false],
    ["Host(`a`) && (Path(`/x`) || Path(`/y`))", facts("a", "/y"), true],
    ['Host("a") && Header("X-Canary", "1")', facts("a", "/", { "x-canary": "1" }), true],
    ["HostRegexp(`^.+\\.shop$`)", facts("eu.shop"), true],
  ])("%s", (rule, request, expected) => {
    expect(compileRule(rule)(request)).toBe(expected);
  });

  it("that cannot be understood say why", () => {
    expect(() => compileRule("Host(`a`) &&")).toThrow("where a matcher should be");
    expect(() => compileRule("Moon(`full`)")).toThrow("Moon is not known");
    expect(() => compileRule("(Host(`a`)")).toThrow("closing parenthesis");
  });
});

describe("routes", () => {
  const store = new Store();
  followDefinitions(store);
  bootstrap(store);
  store.create("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  const service = (name: string, extra: object = {}) => ({ name, port: 8069, ...extra });
  const routes = [
    { kind: "Rule", match: "Host(`shop.localhost`)", services: [service("web")] },
    {
      kind: "Rule",
      match: "Host(`shop.localhost`) && PathPrefix(`/websocket`)",
      services: [service("events")],
    },
    {
      kind: "Rule",
      match: "Host(`split.localhost`)",
      services: [service("split", { kind: "TraefikService" })],
    },
  ];
  store.create("ingressroutes.traefik.io", {
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: { name: "web", namespace: "shop" },
    spec: { entryPoints: ["web"], routes },
  });
  store.create("traefikservices.traefik.io", {
    apiVersion: "traefik.io/v1alpha1",
    kind: "TraefikService",
    metadata: { name: "split", namespace: "shop" },
    spec: { weighted: { services: [service("web", { weight: 9 }), service("canary", { weight: 1 })] } },
  });
  const compiled = compileRoutes(store);
  const target = (host: string, path?: string) =>
    findRoute(compiled, facts(host, path))?.backends.map(({ service: name, weight }) => [name, weight]);

  it("prefer the longer rule, and know no other host", () => {
    expect(target("shop.localhost")).toEqual([["web", 1]]);
    expect(target("shop.localhost", "/websocket")).toEqual([["events", 1]]);
    expect(target("nobody.localhost")).toBeUndefined();
  });

  it("resolve weighted services into shares", () => {
    expect(target("split.localhost")).toEqual([
      ["web", 0.9],
      ["canary", 0.1],
    ]);
  });
});

describe("balancing", () => {
  const backend = (service: string, weight: number): Backend => ({
    namespace: "n",
    service,
    port: "1",
    weight,
    label: service,
  });

  it("gives each backend exactly its share, spread evenly", () => {
    const balancer = new Balancer();
    const picks = Array.from(
      { length: 100 },
      () => balancer.pick("r", [backend("a", 0.9), backend("b", 0.1)])?.service,
    );
    expect(picks.filter((name) => name === "b")).toHaveLength(10);
    expect(picks.slice(0, 10)).toContain("b");
    expect(balancer.pick("r", [backend("a", 0)])).toBeUndefined();
  });
});

describe("rate limit", () => {
  it("admits the burst, refuses the rest, and refills with time", () => {
    const limiter = new RateLimiter();
    const limit = { key: "k", perSecond: 2, burst: 3 };
    expect([1, 2, 3, 4].map(() => limiter.admit(limit, 0))).toEqual([true, true, true, false]);
    expect(limiter.admit(limit, 500)).toBe(true);
    expect(limiter.admit(limit, 500)).toBe(false);
  });
});
