import { verifyAudit } from "@/lib/data/audit";
import { openDatabase } from "@/lib/data/client";

/** node dist/audit-verify.mjs: proves the audit chain of DATABASE_URL. Exit code 0 when intact, 1 when broken, 2 when it cannot be read. */
async function main(): Promise<number> {
  const url = process.env["DATABASE_URL"];
  if (url === undefined || url === "") throw new Error("DATABASE_URL is not set.");
  const db = openDatabase(url, 2);
  try {
    const verdict = await verifyAudit(db);
    if (verdict.intact) {
      console.log(`The audit chain is intact: ${verdict.rows} rows, head ${verdict.head}.`);
      return 0;
    }
    console.error(
      `The audit chain is broken at row ${verdict.firstBroken}: ${verdict.why}. The ${verdict.rows} rows before it hold.`,
    );
    return 1;
  } finally {
    await db.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(
      `The audit log cannot be read: ${error instanceof Error ? error.message.trim() : String(error)}`,
    );
    process.exitCode = 2;
  },
);
