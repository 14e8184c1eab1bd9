/** An address as its number; IPv4 that is written as IPv6 (::ffff:10.0.0.1) is IPv4. */
export type Address = { bits: 32 | 128; value: bigint };
/** An address with the bits that count of it. */
export type Network = Address & { prefix: number };

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** ::ffff:0:0/96, where IPv4 is mapped to. */
const MAPPED = 0xff_ffn;

/** Reads an IPv4 or IPv6 address without brackets, port or zone; null for anything else. */
export function addressOf(text: string): Address | null {
  if (text.includes(":")) return mappedBack(ipv6Of(text));
  if (!IPV4.test(text)) return null;
  const parts = text.split(".").map(Number);
  if (parts.some((part) => part > 255)) return null;
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

/** The standard reader of URLs knows every way to write one, and writes all of them in one. */
function ipv6Of(text: string): bigint | null {
  const url = `http://[${text}]/`;
  if (!/^[0-9a-f:.]+$/i.test(text) || !URL.canParse(url)) return null;
  const [head = "", tail] = new URL(url).hostname.slice(1, -1).split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function mappedBack(value: bigint | null): Address | null {
  if (value === null) return null;
  return value >> 32n === MAPPED ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

/** Reads "10.20.0.0/16", "fd00:20::/48" or a single address; null for what is none. */
export function networkOf(text: string): Network | null {
  const [base = "", prefix, ...more] = text.split("/");
  const address = addressOf(base);
  if (address === null || more.length > 0) return null;
  if (prefix === undefined) return { ...address, prefix: address.bits };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > address.bits) return null;
  return { ...address, prefix: Number(prefix) };
}

/** Whether an address lies in a network: their first bits agree. IPv4 and IPv6 never do. */
export function liesIn({ bits, value }: Address, network: Network): boolean {
  if (bits !== network.bits) return false;
  const rest = BigInt(bits - network.prefix);
  return value >> rest === network.value >> rest;
}

/** "mes.plant.example:8443", "[fd00:20::7]:8443". */
export const placeText = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
