const BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 5, 10];
const MAXIMUM_SERIES = 5_000;

type Histogram = { readonly buckets: number[]; count: number; sum: number };

/** Requests per service with Traefik's metric names, as Prometheus text. */
export class IngressMetrics {
  readonly #requests = new Map<string, number>();
  readonly #durations = new Map<string, Histogram>();
  readonly #entry = new Map<string, number>();

  /** Counts one answered request; `service` is undefined when no route matched. */
  observe(service: string | undefined, method: string, code: number, seconds: number): void {
    const verb = /^[A-Z]{1,10}$/.test(method) ? method : "EXTENSION_METHOD";
    const common = `code="${code}",method="${verb}",protocol="http"`;
    add(this.#entry, `${common},entrypoint="web"`);
    if (service === undefined) return;
    const labels = `${common},service="${service}"`;
    add(this.#requests, labels);
    const histogram = this.#histogram(labels);
    if (histogram === undefined) return;
    histogram.count += 1;
    histogram.sum += seconds;
    BUCKETS.forEach((limit, index) => {
      if (seconds <= limit) histogram.buckets[index] = (histogram.buckets[index] ?? 0) + 1;
    });
  }

  render(): string {
    const lines = ["# TYPE traefik_entrypoint_requests_total counter"];
    for (const [labels, count] of this.#entry)
      lines.push(`traefik_entrypoint_requests_total{${labels}} ${count}`);
    lines.push("# TYPE traefik_service_requests_total counter");
    for (const [labels, count] of this.#requests)
      lines.push(`traefik_service_requests_total{${labels}} ${count}`);
    const name = "traefik_service_request_duration_seconds";
    lines.push(`# TYPE ${name} histogram`);
    for (const [labels, { buckets, count, sum }] of this.#durations) {
      BUCKETS.forEach((limit, index) => {
        lines.push(`${name}_bucket{${labels},le="${limit}"} ${buckets[index] ?? 0}`);
      });
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`, `${name}_sum{${labels}} ${sum.toFixed(6)}`);
      lines.push(`${name}_count{${labels}} ${count}`);
    }
    return `${lines.join("\n")}\n`;
  }

  #histogram(labels: string): Histogram | undefined {
    const known = this.#durations.get(labels);
    if (known !== undefined || this.#durations.size >= MAXIMUM_SERIES) return known;
    const created: Histogram = { buckets: BUCKETS.map(() => 0), count: 0, sum: 0 };
    this.#durations.set(labels, created);
    return created;
  }
}

function add(counters: Map<string, number>, labels: string): void {
  const count = counters.get(labels);
  if (count === undefined && counters.size >= MAXIMUM_SERIES) return;
  counters.set(labels, (count ?? 0) + 1);
}
