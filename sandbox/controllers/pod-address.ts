import { at, text } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";

const first = 127 * 2 ** 24 + 10 * 2 ** 16 + 1;
const last = 127 * 2 ** 24 + 250 * 2 ** 16;

const format = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

/**
 * Hands out a loopback address per pod, from 127.10.0.1 up, so that real processes of many pods can listen on the
 * same port. Addresses of deleted pods are used again only after the whole range has been handed out.
 */
export class PodAddresses {
  readonly #store: Store;
  readonly #used = new Set<string>();
  readonly #unsubscribe: () => void;
  #next = first;

  constructor(store: Store) {
    this.#store = store;
    for (const pod of store.list("pods")) this.#take(text(at(pod, "status", "podIP")));
    this.#unsubscribe = store.subscribe("pods", ({ type, object }) => {
      const address = text(at(object, "status", "podIP"));
      if (type === "DELETED" && address !== undefined) this.#used.delete(address);
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** A free address. Throws when every one of some fifteen million is in use. */
  allocate(): string {
    for (let tries = last - first; tries > 0; tries--) {
      const number = this.#next;
      this.#next = number >= last ? first : number + 1;
      const address = format(number);
      // .0 and .255 look like network and broadcast addresses to some tools.
      if (number % 256 === 0 || number % 256 === 255 || this.#used.has(address)) continue;
      this.#used.add(address);
      return address;
    }
    throw new Error(`all pod addresses are in use (${this.#store.list("pods").length} pods)`);
  }

  #take(address: string | undefined): void {
    if (address === undefined) return;
    this.#used.add(address);
    const number = address.split(".").reduce((total, part) => total * 256 + Number(part), 0);
    if (number >= this.#next && number < last) this.#next = number + 1;
  }
}

/** The address a scheduled pod gets; kept when it has one already. */
export function allocatePodAddress(addresses: PodAddresses, current: unknown): string {
  return typeof current === "string" && current !== "" ? current : addresses.allocate();
}
