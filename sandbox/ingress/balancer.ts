import type { Backend } from "@/sandbox/ingress/routes";

/**
 * Smooth weighted round robin: over any stretch of requests each backend gets its share, evenly spread. One
 * balancer serves all routes; it remembers each backend by its label within the route.
 */
export class Balancer {
  readonly #credit = new Map<string, number>();

  /** Picks a backend of positive weight, or undefined when there is none. */
  pick(route: string, backends: readonly Backend[]): Backend | undefined {
    const total = backends.reduce((sum, backend) => sum + Math.max(0, backend.weight), 0);
    if (total <= 0) return undefined;
    let best: Backend | undefined;
    let highest = Number.NEGATIVE_INFINITY;
    for (const backend of backends) {
      if (backend.weight <= 0) continue;
      const credit = (this.#credit.get(`${route}/${backend.label}`) ?? 0) + backend.weight;
      this.#credit.set(`${route}/${backend.label}`, credit);
      if (credit > highest) {
        highest = credit;
        best = backend;
      }
    }
    if (best !== undefined) this.#credit.set(`${route}/${best.label}`, highest - total);
    return best;
  }

  /** Forgets all credit; called when the routes change. */
  reset(): void {
    this.#credit.clear();
  }
}
