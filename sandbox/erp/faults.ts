import { type Log, traceback } from "@/sandbox/erp/log";

const CRASH_AFTER_MS = 200;
const LEAK_EVERY_MS = 1_000;
const LEAK_BYTES = 16 * 1024 * 1024;
/** Odoo's default limit_memory_hard: beyond it a worker ends itself, should nobody have ended it before. */
const HARD_LIMIT_BYTES = 2560 * 1024 * 1024;

/** The release cannot start: a traceback and exit code 1, a moment after the start. */
export function startCrash(log: Log): void {
  setTimeout(() => {
    log.critical(
      "odoo.modules.module",
      `Couldn't load module stock_barcode_nw\n${traceback("addons/stock_barcode_nw/models/picking.py", "ImportError", "cannot import name 'BarcodeParser' from 'odoo.addons.barcodes.models'")}`,
    );
    process.exit(1);
  }, CRASH_AFTER_MS);
}

/** Keeps 16 MiB more every second; the pages are written, so they really are in memory. */
export function startLeak(log: Log): void {
  const kept: Buffer[] = [];
  setInterval(() => {
    kept.push(Buffer.alloc(LEAK_BYTES, 1 + (kept.length % 250)));
    if (process.memoryUsage.rss() < HARD_LIMIT_BYTES) return;
    log.critical(
      "odoo.service.server",
      `Worker (${process.pid}) virtual memory limit (${HARD_LIMIT_BYTES}) reached.`,
    );
    process.exit(1);
  }, LEAK_EVERY_MS).unref();
}

const UNTOUCHED = new Set(["/web/health", "/metrics", "/jsonrpc"]);
let asked = 0;

/** Every third request of visitors fails; health and the business checks behind the private entrance never do. */
export function failsByFault(path: string): boolean {
  if (UNTOUCHED.has(path)) return false;
  asked += 1;
  return asked % 3 === 0;
}
