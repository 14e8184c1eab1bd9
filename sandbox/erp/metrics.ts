import type { Sql } from "@/sandbox/erp/connection";

const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts what the process served; rendered as Prometheus text at `/metrics`. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #buckets = BUCKETS.map(() => 0);
  #count = 0;
  #seconds = 0;

  observe(status: number, seconds: number): void {
    const key = String(status);
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    this.#count += 1;
    this.#seconds += seconds;
    BUCKETS.forEach((limit, index) => {
      if (seconds <= limit) this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    });
  }

  /** Process metrics and, when given, gauges read from the database. */
  render(business: readonly Gauge[]): string {
    const lines = ["# TYPE odoo_http_requests_total counter"];
    for (const [code, count] of this.#requests)
      lines.push(`odoo_http_requests_total{code="${code}"} ${count}`);
    const errors = [...this.#requests]
      .filter(([code]) => code >= "500")
      .reduce((sum, [, count]) => sum + count, 0);
    lines.push("# TYPE odoo_http_errors_total counter", `odoo_http_errors_total ${errors}`);
    lines.push("# TYPE odoo_http_request_duration_seconds histogram");
    BUCKETS.forEach((limit, index) => {
      lines.push(`odoo_http_request_duration_seconds_bucket{le="${limit}"} ${this.#buckets[index] ?? 0}`);
    });
    lines.push(
      `odoo_http_request_duration_seconds_bucket{le="+Inf"} ${this.#count}`,
      `odoo_http_request_duration_seconds_sum ${this.#seconds.toFixed(6)}`,
      `odoo_http_request_duration_seconds_count ${this.#count}`,
      "# TYPE process_resident_memory_bytes gauge",
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    );
    let last = "";
    for (const { name, label, value } of business) {
      if (name !== last) lines.push(`# TYPE ${name} gauge`);
      lines.push(`${name}${label === "" ? "" : `{state="${label}"}`} ${value}`);
      last = name;
    }
    return `${lines.join("\n")}\n`;
  }
}

export type Gauge = { readonly name: string; readonly label: string; readonly value: number };

/** Business and backlog gauges of the database, in one query. */
export function readGauges(sql: Sql): Promise<Gauge[]> {
  return sql<Gauge>(
    `SELECT 'odoo_sale_orders' AS name, state AS label, count(*)::int AS value FROM sale_order GROUP BY 2
     UNION ALL SELECT 'odoo_stock_moves', state, count(*)::int FROM stock_move GROUP BY 2
     UNION ALL SELECT 'odoo_manufacturing_orders', state, count(*)::int FROM mrp_production GROUP BY 2
     UNION ALL SELECT 'odoo_queue_jobs', state, count(*)::int FROM queue_job GROUP BY 2
     UNION ALL SELECT 'odoo_mails', state, count(*)::int FROM mail_mail GROUP BY 2
     UNION ALL SELECT 'odoo_cron_overdue', '', count(*)::int FROM ir_cron WHERE active AND nextcall < (now() AT TIME ZONE 'utc') - interval '5 minutes'
     UNION ALL SELECT 'odoo_cron_failing', '', count(*)::int FROM ir_cron WHERE active AND failure_count > 0
     UNION ALL SELECT 'odoo_modules_pending', '', count(*)::int FROM ir_module_module WHERE state LIKE 'to %'
     ORDER BY 1, 2`,
  );
}
