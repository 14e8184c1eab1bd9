import "server-only";
import type { SignalName, SignalTrack } from "@/lib/domain/health/signal";
import { RefusedFailure } from "@/lib/ports/failure";

/**
 * What is asked of Prometheus. Where the series come from:
 *  - traefik_service_*: Traefik v3 with metrics per service; `service` is NAMESPACE-SERVICE-PORT@kubernetescrd for the
 *    members of a weighted TraefikService. The event process (port 8072) is left out: its requests last for minutes.
 *  - kube_pod_*: kube-state-metrics, scraped with honor_labels, so that `namespace` and `pod` name the pod told about.
 *  - odoo_*, process_*: the ERP's own exporter, with `namespace` and `pod` from the service discovery.
 */
export type SignalQuery = {
  value: string;
  /** Requests, or scrapes, behind the value. */
  samples: string;
};

type Place = { namespace: string; track: SignalTrack; windowMs: number };

const WEB = "web";
const CANARY = "web-canary";
const PORT = "(8069|http)";
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Jobs of the queue that nobody has finished yet. */
const WAITING = "pending|enqueued|started|wait_dependencies";

const SERVICES: Readonly<Record<SignalTrack, string>> = {
  all: `(${WEB}|${CANARY})`,
  stable: WEB,
  canary: CANARY,
};

/** Pods are named after their Deployment, so that nothing has to be relabelled for this. */
const PODS: Readonly<Record<SignalTrack, string>> = {
  all: `pod=~".+"`,
  stable: `pod=~".+",pod!~"${CANARY}-.+"`,
  canary: `pod=~"${CANARY}-.+"`,
};

const QUERIES: Readonly<Record<SignalName, (place: Place) => SignalQuery>> = {
  error_ratio: (place) => ({
    value: `(sum(${grown(requests(place, `code=~"5.."`), place)}) or vector(0)) / sum(${grown(requests(place), place)})`,
    samples: requestCount(place),
  }),
  latency_p95: (place) => ({
    value: `histogram_quantile(0.95, sum by (le) (${grown(traefik("request_duration_seconds_bucket", place), place)}))`,
    samples: requestCount(place),
  }),
  request_rate: (place) => ({
    value: `sum(${grown(requests(place), place)}) / ${place.windowMs / 1000}`,
    samples: requestCount(place),
  }),
  restarts: (place) => {
    const series = pods("kube_pod_container_status_restarts_total", place);
    return { value: `sum(${counted(series, place)})`, samples: scrapes(series, place) };
  },
  job_backlog: (place) => ({
    value: `${jobs(WAITING, place)} or ${noneOf(place)}`,
    samples: scrapes(pods("odoo_cron_failing", place), place),
  }),
  failed_jobs: (place) => ({
    value: `(${jobs("failed", place)} or ${noneOf(place)}) + max(${last(pods("odoo_cron_failing", place), place)})`,
    samples: scrapes(pods("odoo_cron_failing", place), place),
  }),
  memory: (place) => {
    const series = pods("process_resident_memory_bytes", place);
    return { value: `max(max_over_time(${series}${range(place)}))`, samples: scrapes(series, place) };
  },
};

/**
 * PromQL of one signal over the window that ends at the time of evaluation.
 * @throws RefusedFailure for what is no namespace: nothing else from outside gets into a query
 */
export function signalQuery(name: SignalName, place: Place): SignalQuery {
  if (!NAMESPACE.test(place.namespace)) {
    throw new RefusedFailure(`“${place.namespace.slice(0, 80)}” is not a namespace.`);
  }
  return QUERIES[name](place);
}

const range = ({ windowMs }: Place) => `[${windowMs}ms]`;
const before = ({ windowMs }: Place) => `offset ${windowMs}ms`;
/** Prometheus was already asking then: what it did not see at that time did not exist. */
const watching = (place: Place) => `up ${before(place)}`;

function traefik(name: string, { namespace, track }: Place, more = ""): string {
  const service = `${namespace}-${SERVICES[track]}-${PORT}@kubernetescrd`;
  return `traefik_service_${name}{service=~"${service}"${more === "" ? "" : `,${more}`}}`;
}

const requests = (place: Place, more = "") => traefik("requests_total", place, more);
const requestCount = (place: Place) => `round(sum(${grown(requests(place), place)}))`;

const pods = (name: string, { namespace, track }: Place, more = "") =>
  `${name}{namespace="${namespace}",${PODS[track]}${more === "" ? "" : `,${more}`}}`;

/**
 * How much each counter grew, resets included. `increase` alone is blind to what a counter held when it was first
 * seen, which is the first error of a release; a counter that is new within the window counts from zero.
 */
function grown(series: string, place: Place): string {
  const increase = `increase(${series}${range(place)})`;
  return `((${increase} and ${series} ${before(place)}) or ((${series} unless ${series} ${before(place)}) and on() ${watching(place)}) or ${increase})`;
}

/** The same in whole numbers, without extrapolation: a counter of events each of which matters. */
function counted(series: string, place: Place): string {
  const highest = `max_over_time(${series}${range(place)})`;
  const risen = `clamp_min(${highest} - ${series} ${before(place)}, 0)`;
  const fresh = `(${highest} unless ${series} ${before(place)}) and on() ${watching(place)}`;
  return `(${risen} or (${fresh}) or (${highest} - min_over_time(${series}${range(place)})))`;
}

const last = (series: string, place: Place) => `last_over_time(${series}${range(place)})`;

/** Every web pod tells the same database's numbers: the highest counts, not the sum. */
const jobs = (states: string, place: Place) =>
  `sum(max by (state) (${last(pods("odoo_queue_jobs", place, `state=~"${states}"`), place)}))`;

/** Zero where the ERP told its numbers, and no job was in such a state; nothing where it told none. */
const noneOf = (place: Place) => `0 * max(${last(pods("odoo_cron_failing", place), place)})`;

const scrapes = (series: string, place: Place) => `max(count_over_time(${series}${range(place)}))`;
