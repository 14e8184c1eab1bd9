import pg from "pg";

/** Any number: the class of the advisory locks by which a caught write shows itself. */
const SHOWN = 724_190;

export type Caught = { point: number; backend: number; environmentId: string; step: string };

/**
 * Stops a worker at the write that ends a step, done or failed: everything the step does to the world has happened,
 * and nothing of it is written down. Works by a trigger of this test's own database.
 */
export class Breakpoints {
  readonly #pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  static async install(connectionString: string): Promise<Breakpoints> {
    const pool = new pg.Pool({ connectionString, max: 2 });
    // A restarted server ends its connections; whoever asks next gets a new one.
    pool.on("error", () => undefined);
    await pool.query(`
      CREATE TABLE IF NOT EXISTS chaos_point (
        id serial PRIMARY KEY, environment_id uuid NOT NULL, step text NOT NULL);
      CREATE OR REPLACE FUNCTION chaos_stop() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE met integer;
      BEGIN
        SELECT chaos_point.id INTO met FROM chaos_point JOIN operation USING (environment_id)
         WHERE operation.id = NEW.operation_id AND chaos_point.step = NEW.name;
        IF met IS NULL THEN RETURN NEW; END IF;
        PERFORM pg_advisory_xact_lock(${SHOWN}, met);
        WHILE EXISTS (SELECT 1 FROM chaos_point WHERE id = met) LOOP PERFORM pg_sleep(0.02); END LOOP;
        RETURN NEW;
      END $$;
      DROP TRIGGER IF EXISTS chaos_stop ON operation_step;
      CREATE TRIGGER chaos_stop BEFORE UPDATE ON operation_step FOR EACH ROW
        WHEN (OLD.state = 'running' AND NEW.state IN ('done', 'failed')) EXECUTE FUNCTION chaos_stop();`);
    return new Breakpoints(pool);
  }

  async set(environmentId: string, steps: readonly string[]): Promise<void> {
    await this.#pool.query("INSERT INTO chaos_point (environment_id, step) SELECT $1, unnest($2::text[])", [
      environmentId,
      steps,
    ]);
  }

  /** The writes that stand still now. */
  async caught(): Promise<Caught[]> {
    const { rows } = await this.#pool.query<Caught>(
      `SELECT chaos_point.id AS point, pid AS backend, environment_id AS "environmentId", step
         FROM pg_locks JOIN chaos_point ON chaos_point.id = objid::integer
        WHERE locktype = 'advisory' AND classid = ${SHOWN} AND granted ORDER BY chaos_point.id`,
    );
    return rows;
  }

  /** The write goes on as if it had never been stopped. */
  async release({ point }: Caught): Promise<void> {
    await this.#pool.query("DELETE FROM chaos_point WHERE id = $1", [point]);
  }

  /** The write never reaches the database; for when its worker is dead. */
  async drop(caught: Caught): Promise<void> {
    await this.#pool.query("SELECT pg_terminate_backend($1, 2000)", [caught.backend]);
    await this.release(caught);
  }

  async clear(): Promise<void> {
    await this.#pool.query("DELETE FROM chaos_point");
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
