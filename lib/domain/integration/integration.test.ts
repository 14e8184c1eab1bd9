import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SignalState } from "../health/domains";
import { type ConnectorCheck, countOutcome, destinationOf, keepsSecret, numberAt, withPace } from "./check";
import { belongsTo, touchedBy } from "./impact";
import { integrationNow } from "./now";
import { namedIn, networkedIn, reachProblem, readReach, rulesFor } from "./reach";
import { integrationState } from "./verdict";

describe("what may be called", () => {
  it.each([
    ["mes.plant.example", { kind: "host", value: "mes.plant.example", port: null }],
    ["*.plant.example:8443", { kind: "domain", value: "plant.example", port: 8443 }],
    ["10.20.0.0/16", { kind: "network", value: "10.20.0.0/16", port: null }],
    ["10.20.1.7:21", { kind: "network", value: "10.20.1.7/32", port: 21 }],
    ["fd00:20::/48", { kind: "network", value: "fd00:20::/48", port: null }],
    ["FD00:20::7", { kind: "network", value: "fd00:20::7/128", port: null }],
    ["[fd00:20::7]:8443", { kind: "network", value: "fd00:20::7/128", port: 8443 }],
    ["[fd00:20::/48]:21", { kind: "network", value: "fd00:20::/48", port: 21 }],
    ["fd00:20::/16", null],
    ["fd00:20::/129", null],
    ["fd00::20::1", null],
    ["fe80::1%eth0", null],
    ["[fd00:20::7", null],
    ["[10.20.1.7]:21", null],
    ["::ffff:10.20.0.0/112", null],
    ["::/0", null],
    ["*.example", null],
    ["*", null],
    ["10.0.0.0/4", null],
    ["10.300.0.1", null],
    ["0.0.0.0/0", null],
    ["plant.example:0", null],
    ["plant example", null],
    ["", null],
  ])("reads %j", (line, rule) => expect(readReach(line)).toEqual(rule));

  it.each([
    ["fd00:20::/16", "“fd00:20::/16” is too wide: an IPv6 network is /32 to /128."],
    ["10.0.0.0/4", "“10.0.0.0/4” is too wide: an IPv4 network is /8 to /32."],
    ["fd00:20::/129", "“fd00:20::/129” is no address and no network. Write 10.20.0.0/16 or fd00:20::/48."],
    ["10.300.0.1", "“10.300.0.1” is no address and no network. Write 10.20.0.0/16 or fd00:20::/48."],
    ["::ffff:10.20.0.1", "“::ffff:10.20.0.1” is an IPv4 address written as IPv6: write it as IPv4."],
    ["[fd00:20::7]:0", "“0” is no port: a port is 1 to 65535."],
    ["[fd00:20::7]8443", "Put an IPv6 address that has a port into brackets, as in [fd00:20::7]:8443."],
    ["[mes.plant.example]:21", "Only IPv6 addresses and networks stand in brackets."],
    ["fd00:20::/48", null],
  ])("says of %j what is wrong", (line, problem) => expect(reachProblem(line)).toBe(problem));

  it("holds names and addresses against its rules, each on its own port only", () => {
    const lines = ["mes.plant.example:8443", "*.carrier.example", "10.20.0.0/16"];
    expect(namedIn(rulesFor(lines, 8443), "mes.plant.example")).toBe(true);
    expect(namedIn(rulesFor(lines, 443), "mes.plant.example")).toBe(false);
    expect(namedIn(rulesFor(lines, 443), "api.carrier.example")).toBe(true);
    expect(namedIn(rulesFor(lines, 443), "carrier.example")).toBe(false);
    expect(namedIn(rulesFor(lines, 443), "evilcarrier.example")).toBe(false);
    expect(networkedIn(rulesFor(lines, 80), "10.20.255.1")).toBe(true);
    expect(networkedIn(rulesFor(lines, 80), "::ffff:10.20.0.1")).toBe(true);
    expect(networkedIn(rulesFor(lines, 80), "10.21.0.1")).toBe(false);
    expect(networkedIn(rulesFor(lines, 80), "::1")).toBe(false);
  });

  it("knows an address in a network exactly when their first bits agree", () => {
    const address = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 255 })));
    const bitsOf = (parts: readonly number[]) =>
      parts.map((part) => part.toString(2).padStart(8, "0")).join("");
    fc.assert(
      fc.property(address, address, fc.integer({ min: 8, max: 32 }), (net, other, bits) => {
        const rules = rulesFor([`${net.join(".")}/${bits}`], 80);
        const same = bitsOf(net).slice(0, bits) === bitsOf(other).slice(0, bits);
        expect(networkedIn(rules, other.join("."))).toBe(same);
      }),
      { numRuns: 300 },
    );
  });

  it("knows an IPv6 address in a network however both are written", () => {
    const groups = fc.tuple(...Array.from({ length: 8 }, () => fc.integer({ min: 0, max: 0xffff })));
    const bitsOf = (parts: readonly number[]) =>
      parts.map((part) => part.toString(2).padStart(16, "0")).join("");
    const long = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(":");
    // Never one of the mapped addresses, which are IPv4.
    const net = groups.map(([, ...rest]) => [0xfd00, ...rest]);
    fc.assert(
      fc.property(net, groups, fc.integer({ min: 32, max: 128 }), fc.nat(8), (own, other, prefix, same) => {
        const asked = [...own.slice(0, same), ...other.slice(same)];
        const short = new URL(`http://[${long(asked)}]/`).hostname.slice(1, -1);
        const agrees = bitsOf(own).slice(0, prefix) === bitsOf(asked).slice(0, prefix);
        const rules = rulesFor([`[${long(own)}/${prefix}]:80`], 80);
        expect(rules).toHaveLength(1);
        expect([long(asked), short].map((text) => networkedIn(rules, text))).toEqual([agrees, agrees]);
        expect(networkedIn(rules, "10.20.0.1")).toBe(false);
      }),
      { numRuns: 300 },
    );
    expect(networkedIn(rulesFor(["10.20.0.0/16"], 80), "::ffff:a14:1")).toBe(true);
    expect(networkedIn(rulesFor(["fd00:20::/48"], 80), "fd00:20::1%eth0")).toBe(false);
  });
});

const pace = { timeoutMs: 5_000, slowMs: null };
const http = (url: string, header: string | null = "authorization"): ConnectorCheck => ({
  ...{ kind: "http", url, header, value: null, ...pace },
});

describe("a check", () => {
  it("keeps its secret only for the place and header it was given for", () => {
    const before = http("https://mes.example/a");
    expect(keepsSecret(before, http("https://mes.example/b"))).toBe(true);
    expect(keepsSecret(before, http("https://evil.example/a"))).toBe(false);
    expect(keepsSecret(before, http("https://mes.example:8443/a"))).toBe(false);
    expect(keepsSecret(http("http://mes.example:443/"), before)).toBe(false);
    expect(keepsSecret(before, http("https://mes.example/a", "x-key"))).toBe(false);
    expect(keepsSecret(before, null)).toBe(false);
  });

  it("says where it goes", () => {
    expect(destinationOf(http("https://MES.example./a"))).toEqual({ host: "mes.example", port: 443 });
    expect(destinationOf({ kind: "queue", channel: null, warnAt: 1, badAt: 2, ...pace })).toBeNull();
  });

  it("counts what a pointer leads to, and judges it", () => {
    expect(numberAt({ "a/b": [{ "m~n": "7" }] }, "/a~1b/0/m~0n")).toBe(7);
    expect(numberAt({ depth: null }, "/depth")).toBeNull();
    expect(numberAt({}, "/constructor/length")).toBeNull();
    expect([0, 5, 9].map((value) => countOutcome(value, { warnAt: 5, badAt: 9 }))).toEqual([
      "good",
      "warn",
      "bad",
    ]);
  });

  it("is slow from its limit on, and no failure gets better by being slow", () => {
    const answer = { outcome: "good" as const, milliseconds: 900, value: null, detail: "It answers." };
    expect(withPace(answer, { slowMs: 800 }).outcome).toBe("warn");
    expect(withPace(answer, { slowMs: 901 }).outcome).toBe("good");
    expect(withPace({ ...answer, outcome: "bad" }, { slowMs: 1 }).outcome).toBe("bad");
  });
});

describe("how an integration stands", () => {
  const after = (outcomes: readonly SignalState[]): SignalState => {
    let stands: { state: SignalState; since: Date } = { state: "unknown", since: new Date(0) };
    const seen = outcomes.map((outcome, index) => ({ at: new Date(index * 60_000), outcome }));
    for (let count = 1; count <= seen.length; count += 1)
      stands = integrationState(seen.slice(Math.max(0, count - 3), count), stands);
    return stands.state;
  };
  it.each<[readonly SignalState[], SignalState]>([
    [["good"], "good"],
    [["good", "bad"], "good"],
    [["good", "bad", "bad"], "bad"],
    [["good", "bad", "bad", "good", "good"], "bad"],
    [["good", "bad", "bad", "good", "good", "good"], "good"],
    [["good", "unknown"], "good"],
    [["good", "unknown", "unknown"], "unknown"],
    [["warn", "warn"], "warn"],
  ])("after %j it is %s", (outcomes, state) => expect(after(outcomes)).toBe(state));
});

it("speaks of now only while its checks come: what is older is unknown", () => {
  const now = new Date("2026-11-21T10:00:00Z");
  const checked = (secondsAgo: number) => ({
    ...{ state: "good" as const, intervalSeconds: 60 },
    checkedAt: new Date(now.getTime() - secondsAgo * 1_000),
  });
  expect(integrationNow(checked(210), now)).toBe("good");
  expect(integrationNow(checked(211), now)).toBe("unknown");
  expect(integrationNow({ ...checked(0), checkedAt: null }, now)).toBe("unknown");
});

it("a change touches first what its own modules make up, then what work stops without", () => {
  const integration = (name: string, criticality: "critical" | "minor", modules: readonly string[]) => ({
    ...{ id: name, name, criticality, modules, state: "good" as const },
  });
  const all = [
    integration("bank", "minor", ["account"]),
    integration("mes", "critical", ["mrp"]),
    integration("dhl", "minor", ["delivery_dhl"]),
  ];
  const touches = touchedBy(["delivery_dhl_labels", "sale"], all);
  expect(touches.map(({ integration: { name }, modules }) => `${name} ${modules.join()}`)).toEqual([
    "dhl delivery_dhl_labels",
    "mes ",
    "bank ",
  ]);
  expect(belongsTo("mrproduct", "mrp")).toBe(false);
});
