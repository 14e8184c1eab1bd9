import type { ScenarioManifest } from "./scenario";

/** A file's hash that differs whenever its revision does; what is in it matters to nobody here. */
const hashOf = (path: string, revision: number): string =>
  Array.from(`${path}#${revision}`)
    .reduce((sum, letter) => (sum * 31n + BigInt(letter.codePointAt(0) ?? 0)) % 2n ** 256n, 7n)
    .toString(16)
    .padStart(64, "0");

const files = (revision: number, ...paths: string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, hashOf(path, revision)]));

/**
 * What CI tells of each module, by its version; a module that is not named holds nothing but code. Versions that are not
 * named tell what the one before told.
 */
export const manifests: Readonly<Record<string, readonly ScenarioManifest[]>> = {
  mrp_workorder_ext: [
    {
      from: "19.0.3.4.1",
      models: { "mrp.workorder.note": ["text:text", "workorder_id:many2one"] },
      securityFiles: files(1, "security/ir.model.access.csv"),
    },
    {
      from: "19.0.4.0.0",
      models: {
        "mrp.workorder.note": ["text:text", "workorder_id:many2one", "badge_id:many2one"],
        "mrp.workorder.badge": ["name:char", "employee_id:many2one"],
      },
      securityFiles: files(2, "security/ir.model.access.csv", "security/badge_rules.xml"),
      dataFiles: files(1, "data/badge_sequence.xml"),
    },
    {
      from: "19.0.5.0.0",
      models: {
        "mrp.workorder.note": ["text:text", "workorder_id:many2one", "badge_id:many2one"],
        "mrp.workorder.badge": ["name:char", "employee_id:many2one"],
        "mrp.workorder.history": ["workorder_id:many2one", "state:selection", "at:datetime"],
      },
      securityFiles: files(3, "security/ir.model.access.csv", "security/badge_rules.xml"),
      dataFiles: files(1, "data/badge_sequence.xml"),
    },
  ],
  queue_job_watch: [
    {
      from: "0",
      models: { "queue.job.watch": ["job_id:many2one", "stuck_since:datetime"] },
      scheduledJobs: { "queue_job_watch.cron_stuck": "every 5 minutes: model.find_stuck()" },
      securityFiles: files(1, "security/ir.model.access.csv"),
    },
  ],
};
