// Health check of a worker's container: has the worker of this host beaten lately? Exit code 0 or 1.
import { hostname } from "node:os";
import { withConnection } from "./lib/database.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";

/** Workers beat every 5 s; their ids begin with the host's name. */
const silenceSeconds = 15;

async function main() {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Failure("DATABASE_URL is not set.");
  const beats = await withConnection(url, (client) =>
    client.query(
      "SELECT 1 FROM worker WHERE starts_with(id, $1) AND heartbeat_at > now() - make_interval(secs => $2) LIMIT 1",
      [`${hostname()}-`, silenceSeconds],
    ),
  );
  if (beats.rowCount === 0)
    throw new Failure(`No worker of ${hostname()} was heard for ${silenceSeconds} s.`);
}

main().then(
  () => process.exit(0),
  (error) => {
    reportFailure(error);
    process.exit(1);
  },
);
