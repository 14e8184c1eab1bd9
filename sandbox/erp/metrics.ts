import type { Sql } from "@/sandbox/erp/connection";

const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What people do with the ERP, by the calls that do it. */
const WORKFLOW_OF: Readonly<Record<string, string>> = {
  "/json/2/sale.order/action_confirm": "sale_order",
  "/json/2/stock.picking/button_validate": "stock_move",
  "/json/2/mrp.production/action_confirm": "work_order",
  "/json/2/mrp.production/button_mark_done": "work_order",
  "/json/2/purchase.order/button_confirm": "purchase",
  "/json/2/account.move/action_post": "invoice",
};
/** A call the caller got wrong is refused; only what the ERP got wrong has failed. */
const OUTCOMES = ["done", "refused", "failed"] as const;

/** Counts what the process served; rendered as Prometheus text at `/metrics`. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #buckets = BUCKETS.map(() => 0);
  /** From zero, so that the first failure of a process is seen as one. */
  readonly #workflows = new Map(
    [...new Set(Object.values(WORKFLOW_OF))].flatMap((workflow) =>
      OUTCOMES.map((outcome): [string, number] => [`workflow="${workflow}",outcome="${outcome}"`, 0]),
    ),
  );
  #count = 0;
  #seconds = 0;

  observe(path: string, status: number, seconds: number): void {
    const workflow = WORKFLOW_OF[path];
    if (workflow !== undefined) {
      const outcome = status >= 500 ? "failed" : status >= 400 ? "refused" : "done";
      const labels = `workflow="${workflow}",outcome="${outcome}"`;
      this.#workflows.set(labels, (this.#workflows.get(labels) ?? 0) + 1);
    }
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
    lines.push("# TYPE odoo_workflow_calls_total counter");
    for (const [labels, count] of this.#workflows)
      lines.push(`odoo_workflow_calls_total{${labels}} ${count}`);
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
     UNION ALL SELECT 'odoo_heartbeat_age_seconds', '', greatest(0, extract(epoch FROM clock_timestamp() - (value || '+00')::timestamptz))::float8 FROM ir_config_parameter WHERE key = 'holdfast.heartbeat' AND EXISTS (SELECT FROM ir_cron WHERE active AND code = 'heartbeat')
     UNION ALL SELECT 'odoo_database_size_bytes', '', pg_database_size(current_database())::float8
     UNION ALL SELECT 'odoo_database_longest_transaction_seconds', '', coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)) FILTER (WHERE pid <> pg_backend_pid()), 0)::float8 FROM pg_stat_activity WHERE datname = current_database()
     UNION ALL SELECT 'odoo_database_lock_waits', '', count(*) FILTER (WHERE wait_event_type = 'Lock')::int FROM pg_stat_activity WHERE datname = current_database()
     UNION ALL SELECT 'odoo_database_connections_ratio', '', count(*)::float8 / current_setting('max_connections')::float8 FROM pg_stat_activity
     UNION ALL SELECT 'odoo_modules_pending', '', count(*)::int FROM ir_module_module WHERE state LIKE 'to %'
     ORDER BY 1, 2`,
  );
}
