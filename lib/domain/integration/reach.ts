import { addressOf, liesIn, networkOf } from "./address";

/** What connector checks of a cluster may call: hosts, domains and networks, each with a port or with any. */
export const MOST_REACH = 100;

export type ReachRule = { kind: "host" | "domain" | "network"; value: string; port: number | null };

const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
/** A network of more than this says nothing any more. */
const WIDEST = { 32: 8, 128: 32 } as const;
const ANY_LINE =
  "Write a name, *.domain, an address or a network such as 10.20.0.0/16 or fd00:20::/48, with :port where only one is meant.";

type Read = { rule: ReachRule; problem: null } | { rule: null; problem: string };
const refused = (problem: string): Read => ({ rule: null, problem });

/**
 * One line of the list: "mes.plant.example", "*.plant.example", "10.20.0.0/16", "10.20.1.7", "fd00:20::/48" or
 * "fd00:20::7", each with ":8443" for one port only; IPv6 with a port stands in brackets. Null for what is none of these.
 */
export const readReach = (line: string): ReachRule | null => read(line).rule;

/** Why a line is no rule, in one sentence; null when it is one. */
export const reachProblem = (line: string): string | null => read(line).problem;

function read(line: string): Read {
  const text = line.trim().toLowerCase();
  const split = splitPort(text);
  if (typeof split === "string") return refused(split);
  const { place, port } = split;
  if (place.includes(":") || place.includes("/") || /^[\d.]+$/.test(place)) return readNetwork(place, port);
  const domain = place.startsWith("*.") ? place.slice(2) : null;
  if (domain !== null)
    return NAME.test(domain) && domain.includes(".")
      ? { rule: { kind: "domain", value: domain, port }, problem: null }
      : refused(`“${place}”: after *. comes a domain of two names or more, such as *.plant.example.`);
  return NAME.test(place) ? { rule: { kind: "host", value: place, port }, problem: null } : refused(ANY_LINE);
}

/** The place and its port; a sentence where the port is none. Two colons without brackets are an IPv6 address. */
function splitPort(text: string): { place: string; port: number | null } | string {
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed === null && /[[\]]/.test(text))
    return "Put an IPv6 address that has a port into brackets, as in [fd00:20::7]:8443.";
  const plain = text.split(":");
  const [place, digits] =
    bracketed !== null
      ? [bracketed[1] ?? "", bracketed[2]]
      : plain.length === 2
        ? [plain[0] ?? "", plain[1]]
        : [text, undefined];
  if (bracketed !== null && !place.includes(":"))
    return "Only IPv6 addresses and networks stand in brackets.";
  if (digits === undefined) return { place, port: null };
  const port = Number(digits);
  return /^\d{1,5}$/.test(digits) && port >= 1 && port <= 65_535
    ? { place, port }
    : `“${digits}” is no port: a port is 1 to 65535.`;
}

function readNetwork(place: string, port: number | null): Read {
  const network = networkOf(place);
  if (network === null)
    return refused(`“${place}” is no address and no network. Write 10.20.0.0/16 or fd00:20::/48.`);
  const { bits, prefix } = network;
  if (bits === 32 && place.includes(":"))
    return refused(`“${place}” is an IPv4 address written as IPv6: write it as IPv4.`);
  if (prefix < WIDEST[bits])
    return refused(
      `“${place}” is too wide: an IPv${bits === 32 ? 4 : 6} network is /${WIDEST[bits]} to /${bits}.`,
    );
  const value = place.includes("/") ? place : `${place}/${bits}`;
  return { rule: { kind: "network", value, port }, problem: null };
}

/** The rules of a list that concern a port; lines that are no rules count for nothing. */
export const rulesFor = (lines: readonly string[], port: number): readonly ReachRule[] =>
  lines.flatMap((line) => readReach(line) ?? []).filter((rule) => rule.port === null || rule.port === port);

/** Whether a name is on the list as itself or below a domain; networks are looked up by address. */
export const namedIn = (rules: readonly ReachRule[], host: string): boolean =>
  rules.some(
    ({ kind, value }) =>
      (kind === "host" && value === host) || (kind === "domain" && host.endsWith(`.${value}`)),
  );

/** Whether an address, IPv4 or IPv6, lies in one of the list's networks. */
export function networkedIn(rules: readonly ReachRule[], text: string): boolean {
  const address = addressOf(text);
  if (address === null) return false;
  return rules.some(({ kind, value }) => {
    const network = kind === "network" ? networkOf(value) : null;
    return network !== null && liesIn(address, network);
  });
}
