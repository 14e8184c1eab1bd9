/** What connector checks of a cluster may call: hosts, domains and networks, each with a port or with any. */
export const MOST_REACH = 100;

export type ReachRule = { kind: "host" | "domain" | "network"; value: string; port: number | null };

const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const NETWORK = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\/(\d{1,2})$/;
const ADDRESS = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

const isAddress = (text: string): boolean =>
  ADDRESS.test(text) && text.split(".").every((part) => Number(part) <= 255);

/**
 * One line of the list: "mes.plant.example", "*.plant.example", "10.20.0.0/16" or "10.20.1.7", each with ":8443" for
 * one port only. Null for what is none of these; a network of more than a /8 says nothing any more.
 */
export function readReach(line: string): ReachRule | null {
  const text = line.trim().toLowerCase();
  const colon = text.lastIndexOf(":");
  const port = colon < 0 ? null : Number(text.slice(colon + 1));
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) return null;
  const place = colon < 0 ? text : text.slice(0, colon);
  const [, address = "", bits = ""] = NETWORK.exec(place) ?? [];
  if (address !== "")
    return isAddress(address) && Number(bits) >= 8 && Number(bits) <= 32
      ? { kind: "network", value: place, port }
      : null;
  if (isAddress(place)) return { kind: "network", value: `${place}/32`, port };
  if (ADDRESS.test(place)) return null;
  if (place.startsWith("*.")) {
    const domain = place.slice(2);
    return NAME.test(domain) && domain.includes(".") ? { kind: "domain", value: domain, port } : null;
  }
  return NAME.test(place) ? { kind: "host", value: place, port } : null;
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

/** Whether an IPv4 address lies in one of the list's networks. */
export function networkedIn(rules: readonly ReachRule[], address: string): boolean {
  const own = numberOf(address.replace(/^::ffff:/i, ""));
  if (own === null) return false;
  return rules.some(({ kind, value }) => {
    if (kind !== "network") return false;
    const [base = "", bits = "32"] = value.split("/");
    const start = numberOf(base);
    const size = 2 ** (32 - Number(bits));
    return start !== null && Math.floor(own / size) === Math.floor(start / size);
  });
}

const numberOf = (address: string): number | null =>
  isAddress(address) ? address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) : null;
