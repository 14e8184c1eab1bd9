import "server-only";
import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Where clouds serve instance credentials: no API server lives there, and asking there for one is an attack. */
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet("169.254.0.0", 16, "ipv4");
FORBIDDEN.addSubnet("0.0.0.0", 8, "ipv4");
FORBIDDEN.addAddress("100.100.100.200", "ipv4");
FORBIDDEN.addSubnet("fe80::", 10, "ipv6");
FORBIDDEN.addAddress("fd00:ec2::254", "ipv6");
FORBIDDEN.addAddress("::", "ipv6");
const FORBIDDEN_NAMES = new Set(["metadata.google.internal", "metadata.goog", "instance-data"]);

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8, "ipv4");
PRIVATE.addSubnet("100.64.0.0", 10, "ipv4");
PRIVATE.addSubnet("172.16.0.0", 12, "ipv4");
PRIVATE.addSubnet("192.168.0.0", 16, "ipv4");
PRIVATE.addSubnet("fc00::", 7, "ipv6");

/** True for addresses and names that must never be called, whatever a kubeconfig says. */
export function isForbiddenHost(hostname: string): boolean {
  const host = bare(hostname);
  return FORBIDDEN_NAMES.has(host) || isForbiddenAddress(host);
}

/** True for this machine's own addresses. */
export function isLoopbackHost(hostname: string): boolean {
  const host = bare(hostname);
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** True for addresses inside one's own machine or network. */
function isInnerAddress(address: string): boolean {
  const family = isIP(address);
  const kind = family === 4 ? "ipv4" : "ipv6";
  return family !== 0 && (LOOPBACK.check(address, kind) || PRIVATE.check(address, kind));
}

/** True for what only the operator may choose to call: forbidden, this machine's own and private addresses. */
export const isInnerHost = (hostname: string): boolean =>
  isForbiddenHost(hostname) || isLoopbackHost(hostname) || isInnerAddress(bare(hostname));

function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  // The block list also sees IPv4 addresses written as IPv6 (::ffff:169.254.169.254).
  return family !== 0 && FORBIDDEN.check(address, family === 4 ? "ipv4" : "ipv6");
}

function bare(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}

const guarding =
  (isBad: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, "", 0);
      const bad = addresses.find(({ address }) => isBad(address));
      if (bad !== undefined) return callback(new ForbiddenAddress(hostname, bad.address), "", 0);
      if (options.all === true) return callback(null, addresses);
      const first = addresses[0];
      if (first === undefined) return callback(new Error(`${hostname} has no address`), "", 0);
      callback(null, first.address, first.family);
    });
  };

/** Name resolution that refuses forbidden answers, so that a harmless name cannot point to them later. */
export const guardedLookup = guarding(isForbiddenAddress);

/** As `guardedLookup`, for names that people other than the operator choose: no loopback or private address either. */
export const outerLookup = guarding((address) => isForbiddenAddress(address) || isInnerAddress(address));

/** As `guardedLookup`, for ingresses: they live in inner networks, but never on the machine that looks. */
export const ingressLookup = guarding((address) => isForbiddenAddress(address) || isLoopbackHost(address));

export class ForbiddenAddress extends Error {
  constructor(hostname: string, address: string) {
    super(`${hostname} leads to ${address}, an address that is never called`);
    this.name = "ForbiddenAddress";
  }
}
