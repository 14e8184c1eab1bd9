import { createHash } from "node:crypto";

const FIRST_SECOND_OCTET = 251;
const SECOND_OCTETS = 4;
const HOSTS_PER_BLOCK = 250;
const BLOCKS_PER_SANDBOX = 4;

/**
 * Loopback addresses for real pods. Each sandbox has blocks of its own, found from its identity, so that several
 * sandboxes on one machine can listen on the same port numbers.
 */
export class AddressBlock {
  readonly #used = new Map<string, string>();
  readonly #start: number;
  #next = 0;

  constructor(owner: string) {
    const hash = createHash("sha256").update(owner).digest().readUInt32BE(0);
    this.#start = hash % (SECOND_OCTETS * 256);
  }

  /** The pod's address: `wanted` when it lies in our blocks and is free, otherwise the next free one. */
  assign(uid: string, wanted: string | undefined): string {
    if (wanted !== undefined && this.#contains(wanted) && (this.#used.get(wanted) ?? uid) === uid) {
      this.#used.set(wanted, uid);
      return wanted;
    }
    const total = BLOCKS_PER_SANDBOX * HOSTS_PER_BLOCK;
    for (let tries = 0; tries < total; tries += 1) {
      const address = this.#address(this.#next);
      this.#next = (this.#next + 1) % total;
      if (this.#used.has(address)) continue;
      this.#used.set(address, uid);
      return address;
    }
    throw new Error(`The sandbox runs at most ${total} real pods at a time.`);
  }

  release(uid: string): void {
    for (const [address, owner] of this.#used) if (owner === uid) this.#used.delete(address);
  }

  #address(index: number): string {
    const block = (this.#start + Math.floor(index / HOSTS_PER_BLOCK)) % (SECOND_OCTETS * 256);
    return `127.${FIRST_SECOND_OCTET + Math.floor(block / 256)}.${block % 256}.${1 + (index % HOSTS_PER_BLOCK)}`;
  }

  #contains(address: string): boolean {
    const prefix = address.slice(0, address.lastIndexOf(".") + 1);
    for (let block = 0; block < BLOCKS_PER_SANDBOX; block += 1) {
      if (this.#address(block * HOSTS_PER_BLOCK).startsWith(prefix)) return true;
    }
    return false;
  }
}
