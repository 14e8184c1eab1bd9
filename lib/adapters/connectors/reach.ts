import "server-only";
import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { ForbiddenAddress, isForbiddenHost } from "@/lib/adapters/address";
import { placeText } from "@/lib/domain/integration/address";
import { namedIn, networkedIn, type ReachRule, rulesFor } from "@/lib/domain/integration/reach";

/** A place that is not on the list of what checks may call: nothing was sent there. */
export class OutOfReach extends Error {
  constructor(place: string) {
    super(`${place} is not on the list of what checks from this cluster may call. Nothing was sent.`);
    this.name = "OutOfReach";
  }
}

/**
 * How a listed place is called: the name is resolved once, each of its addresses is held against the list, and the
 * connection goes to one of those, so that a name cannot lead elsewhere later. Addresses that serve credentials of
 * clouds are never called, whatever the list says.
 * @throws OutOfReach when the place cannot be on the list by any address
 */
export function lookupWithin(reach: readonly string[], host: string, port: number): LookupFunction {
  const rules = rulesFor(reach, port);
  const place = placeText(host, port);
  if (isForbiddenHost(host)) throw new ForbiddenAddress(host, host);
  const named = namedIn(rules, host);
  const literal = isIP(host) !== 0;
  if (rules.length === 0 || (literal && !networkedIn(rules, host) && !named)) throw new OutOfReach(place);
  if (!named && !rules.some(({ kind }) => kind === "network")) throw new OutOfReach(place);
  return guarded(rules, named, place);
}

function guarded(rules: readonly ReachRule[], named: boolean, place: string): LookupFunction {
  const isAllowed = (address: string) => !isForbiddenHost(address) && (named || networkedIn(rules, address));
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, "", 0);
      const bad = addresses.find(({ address }) => !isAllowed(address));
      if (bad !== undefined) {
        const refusal = isForbiddenHost(bad.address)
          ? new ForbiddenAddress(hostname, bad.address)
          : new OutOfReach(`${place} (${bad.address})`);
        return callback(refusal, "", 0);
      }
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      if (first === undefined) return callback(new Error(`${hostname} has no address`), "", 0);
      callback(null, first.address, first.family);
    });
  };
}
