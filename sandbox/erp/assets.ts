import { dataDirectory, openFilestore } from "@/sandbox/erp/filestore";
import type { ErpService } from "@/sandbox/erp/service";

const BUNDLES = [
  "web.assets_web",
  "web.assets_frontend",
  "web.assets_backend_lazy",
  "web.report_assets_common",
  "mail.assets_public",
];
const BUNDLE_BYTES = 24_000;
const LOCK = 7_190_421;

/**
 * Builds the web client's bundles into the filestore, as the first start of a release does. Contents depend on
 * the release only. Several processes may start at once: one builds, the others find them built.
 */
export async function ensureAssets(service: ErpService): Promise<number> {
  const filestore = openFilestore(dataDirectory(process.env), service.database.name);
  return service.database.transaction(async (sql) => {
    await sql("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    let built = 0;
    for (const bundle of BUNDLES) {
      const name = `${bundle}.${service.release.version}.min.js`;
      const known = await sql(`SELECT 1 FROM ir_attachment WHERE name = $1 LIMIT 1`, [name]);
      if (known.length > 0) continue;
      const file = await filestore.put(bundleContent(name));
      await sql(
        `INSERT INTO ir_attachment (name, res_model, url, store_fname, checksum, file_size, mimetype)
         VALUES ($1, 'ir.ui.view', $2, $3, $4, $5, 'text/javascript')`,
        [name, `/web/assets/${name}`, file.store_fname, file.checksum, file.file_size],
      );
      built += 1;
    }
    return built;
  });
}

function bundleContent(name: string): Buffer {
  const line = `/* ${name} */ export const bundle = ${JSON.stringify(name)};\n`;
  return Buffer.from(line.repeat(Math.ceil(BUNDLE_BYTES / line.length)));
}
