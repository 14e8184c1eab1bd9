import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";
import { listen } from "@/sandbox/node/listen";
import { takeBaseBackup } from "@/sandbox/postgres/backup";
import { type Instance, SERVER_PORT, SUPERUSER } from "@/sandbox/postgres/server";

export const STATUS_PORT = 8000;
export const METRICS_PORT = 9187;
const MOST_BODY = 10_000;

/** What a running instance says of itself; times in ISO 8601. */
export type InstanceStatus = {
  lastArchivedWal: string | null;
  lastArchivedTime: string | null;
  lastFailedWal: string | null;
  lastFailedTime: string | null;
  failedCount: number;
  archivedCount: number;
  waiting: number;
  currentLsn: string;
};

const STATUS_SQL = `SELECT last_archived_wal AS "lastArchivedWal", last_archived_time AS "lastArchivedTime",
    last_failed_wal AS "lastFailedWal", last_failed_time AS "lastFailedTime", failed_count::int AS "failedCount",
    archived_count::int AS "archivedCount", pg_current_wal_lsn()::text AS "currentLsn",
    (SELECT count(*)::int FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready') AS waiting
  FROM pg_stat_archiver`;

/** Serves the instance's state to its operator, its probes and whoever measures. Ends with the process. */
export async function serveStatus(instance: Instance): Promise<void> {
  const { address, passwords } = instance.settings;
  const pool = new pg.Pool({
    ...{ host: address, port: SERVER_PORT, user: SUPERUSER, password: passwords.superuser },
    ...{ database: "postgres", max: 2, connectionTimeoutMillis: 2_000, statement_timeout: 5_000 },
  });
  pool.on("error", () => undefined);
  const read = async (): Promise<InstanceStatus> => {
    const [row] = (await pool.query<InstanceStatus>(STATUS_SQL)).rows;
    if (row === undefined) throw new Error("The server says nothing of its archiver.");
    return row;
  };
  let backingUp = false;
  const backUp = async (request: IncomingMessage) => {
    if (backingUp) throw new Error("A base backup is being taken already.");
    backingUp = true;
    try {
      return await takeBaseBackup(instance, await bodyOf(request));
    } finally {
      backingUp = false;
    }
  };
  const control = createServer((request, response) => {
    const answers: Record<string, () => Promise<unknown>> = {
      "GET /healthz": async () => ({}),
      "GET /readyz": read,
      "GET /pg/status": read,
      "POST /pg/backup": () => backUp(request),
    };
    void answer(response, answers[`${request.method} ${request.url}`]);
  });
  // A base backup of a large server takes as long as it takes.
  control.requestTimeout = 0;
  const metrics = createServer((_request, response) => {
    read().then(
      (status) => response.end(metricsOf(status)),
      (error: unknown) => response.writeHead(503).end(String(error)),
    );
  });
  await listen(control, STATUS_PORT, address);
  await listen(metrics, METRICS_PORT, address);
}

async function answer(response: ServerResponse, act: (() => Promise<unknown>) | undefined): Promise<void> {
  if (act === undefined) {
    response.writeHead(404).end();
    return;
  }
  try {
    const body = JSON.stringify(await act());
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  } catch (error) {
    response.writeHead(503).end(error instanceof Error ? error.message : String(error));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > MOST_BODY) throw new Error("The request is too long.");
  }
  return body;
}

const secondsOf = (time: string | null): number => (time === null ? 0 : new Date(time).getTime() / 1000);

/** The exporter's names for the same. */
export function metricsOf(status: InstanceStatus): string {
  const lines = [
    `cnpg_pg_stat_archiver_archived_count ${status.archivedCount}`,
    `cnpg_pg_stat_archiver_failed_count ${status.failedCount}`,
    `cnpg_pg_stat_archiver_last_archived_time ${secondsOf(status.lastArchivedTime)}`,
    `cnpg_pg_stat_archiver_last_failed_time ${secondsOf(status.lastFailedTime)}`,
    `cnpg_collector_pg_wal_archive_status{value="ready"} ${status.waiting}`,
  ];
  return `${lines.join("\n")}\n`;
}
