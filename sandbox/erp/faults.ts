import { type Log, traceback } from "@/sandbox/erp/log";

const CRASH_AFTER_MS = 200;
const LEAK_EVERY_MS = 1_000;
const LEAK_BYTES = 8 * 1024 * 1024;

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

/** Keeps 8 MiB more every second; the pages are written, so they really are in memory. */
export function startLeak(): void {
  const kept: Buffer[] = [];
  setInterval(() => kept.push(Buffer.alloc(LEAK_BYTES, kept.length % 251)), LEAK_EVERY_MS).unref();
}
