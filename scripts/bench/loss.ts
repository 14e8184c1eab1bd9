// How long the restore page waits for what would be lost: every kind counted through the adapter, from an ERP with so
// many rows in each counted table, half of them written since the moment asked for. With the name of an environment of a
// product that runs (npm start) its own answer to the page is timed too. Ends with 1 when any takes longer than a second.
// Needs the URL of a PostgreSQL superuser in SANDBOX_TEST_POSTGRES_URL.
//   npx tsx --conditions=react-server scripts/bench/loss.ts [ROWS] [TIMES] ["Leoben production"]
import { createErp } from "@/lib/adapters/erp";
import { LOSS_KINDS } from "@/lib/domain/recovery/loss";
import type { ClusterConnection, Clusters } from "@/lib/ports/cluster";
import type { Credentials } from "@/sandbox/database/tenant";
import { ErpBench } from "@/sandbox/erp/test-bench";
import { signIn } from "./product";

const ROWS = Number(process.argv[2] ?? 100_000);
const TIMES = Number(process.argv[3] ?? 20);
const ENVIRONMENT = process.argv[4];
const WANTED_MS = 1_000;
const bench = new ErpBench();

/** A value for a column that must have one, by its type. */
const FILLERS: Readonly<Record<string, string>> = {
  integer: "1",
  bigint: "1",
  boolean: "false",
  numeric: "0",
  "double precision": "0",
  date: "current_date",
  jsonb: "'{}'",
  "timestamp without time zone": "now() AT TIME ZONE 'utc'",
};

async function fill(credentials: Credentials, table: string): Promise<void> {
  const needed = await bench.query(
    credentials,
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
      WHERE table_name = '${table}' AND is_nullable = 'NO' AND column_default IS NULL AND column_name <> 'create_date'`,
  );
  const names = [...needed.map(({ name }) => `"${String(name)}"`), "create_date"];
  const values = needed.map(({ type }) => FILLERS[String(type)] ?? "'row ' || n");
  const spread = `(now() AT TIME ZONE 'utc') - interval '2 hours' * n / ${ROWS}`;
  // No reference is followed: what is measured is counting.
  await bench.query(
    credentials,
    `SET session_replication_role = replica;
     INSERT INTO ${table} (${names.join(", ")}) SELECT ${[...values, spread].join(", ")} FROM generate_series(1, ${ROWS}) n`,
  );
  await bench.query(credentials, `ANALYZE ${table}`);
}

/** A cluster that leads to one ERP and knows its two secrets. */
function clusterOf(base: string, { database, api }: Credentials): Clusters {
  const unused = () => Promise.reject(new Error("not asked"));
  const secrets: Readonly<Record<string, Record<string, string>>> = {
    "erp-api": { ...api },
    "erp-database": { ...database },
  };
  const connection: ClusterConnection = {
    check: unused,
    waits: { rollout: unused, job: unused, pods: unused },
    logs: { containers: unused, read: unused, follow: unused },
    objects: {
      apply: unused,
      rehearse: unused,
      read: unused,
      remove: unused,
      readSecret: async (_, name) => secrets[name] ?? null,
    },
    services: {
      get: unused,
      post: async ({ path }, body, signal) => {
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch(`${base}${path}`, {
          method: "POST",
          headers,
          body: JSON.stringify(body),
          signal,
        });
        return { status: answer.status, body: await answer.json() };
      },
    },
  };
  return { open: async () => connection, openKubeconfig: () => connection };
}

async function main(): Promise<void> {
  await bench.open();
  try {
    const credentials = await bench.tenant("loss");
    for (const { model } of Object.values(LOSS_KINDS)) await fill(credentials, model.replaceAll(".", "_"));
    const web = await bench.startWeb(credentials, "2026.11.1");
    const erp = createErp(clusterOf(web.base, credentials));
    const names = { apiSecret: "erp-api", databaseSecret: "erp-database" };
    const target = { clusterId: "bench", namespace: "bench", service: "web", port: 8069, ...names };
    const since = new Date(Date.now() - 3_600_000);
    const taken: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const begun = performance.now();
      const counts = await erp.countSince(target, since, AbortSignal.timeout(10_000));
      taken.push(performance.now() - begun);
      if (time === 0) console.log(counts.map(({ name, count }) => `${name} ${count}`).join(", "));
    }
    tell(`${Object.keys(LOSS_KINDS).length} kinds of ${ROWS} rows`, taken);
    if (ENVIRONMENT !== undefined) tell(`GET …/loss of ${ENVIRONMENT}`, await answers(ENVIRONMENT));
  } finally {
    await bench.close();
  }
}

function tell(what: string, taken: readonly number[]): void {
  const sorted = taken.toSorted((one, other) => one - other);
  const [median, worst] = [sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
  console.log(
    `${what}: median ${median.toFixed(0)} ms, worst of ${TIMES} ${worst.toFixed(0)} ms (wanted: ${WANTED_MS}).`,
  );
  if (!(worst <= WANTED_MS)) process.exitCode = 1;
}

/** What the page waits for: sign-in, rights, the ERP of the running product, and the way there. */
async function answers(name: string): Promise<number[]> {
  const session = await signIn("support");
  type Found = { items: { id: string; name: string }[] };
  const search = encodeURIComponent(name.split(" ")[0] ?? name);
  const { items } = await session.get<Found>(`/api/v1/environments?limit=100&search=${search}`);
  const place = items.find((one) => one.name === name);
  if (place === undefined) throw new Error(`The product that runs has no environment ${name}.`);
  const since = new Date(Date.now() - 24 * 3_600_000).toISOString();
  const taken: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const begun = performance.now();
    const loss = await session.get<{ known: boolean }>(
      `/api/v1/environments/${place.id}/loss?since=${since}`,
    );
    if (!loss.known) throw new Error(`The ERP of ${name} does not answer.`);
    taken.push(performance.now() - begun);
  }
  return taken;
}

await main();
