import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.mjs";

/**
 * Waits until `probe` gives something other than undefined or false.
 * @param {string} what named in the failure, e.g. "the sandbox"
 * @param {() => unknown} probe asked every `everyMilliseconds`; a throw counts as "not yet"
 * @param {{ limitSeconds: number, everyMilliseconds?: number, hint?: string }} options
 * @throws {Failure} after the limit
 */
export async function waitFor(what, probe, { limitSeconds, everyMilliseconds = 100, hint = "" }) {
  const deadline = Date.now() + limitSeconds * 1000;
  let reason = "";
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (error instanceof Failure) throw error;
      reason = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() >= deadline) break;
    await sleep(everyMilliseconds);
  }
  const because = reason ? ` (last answer: ${reason})` : "";
  throw new Failure(`Waited ${limitSeconds} s for ${what} in vain${because}. ${hint}`.trim());
}

/** Waits until an address answers with a 2xx status. Each attempt may take 5 s. */
export async function waitForUrl(what, url, { limitSeconds, hint }) {
  const probe = async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: "manual" });
    const body = await response.text();
    if (response.ok) return true;
    throw new Error(`HTTP ${response.status} ${body.slice(0, 200)}`.trim());
  };
  await waitFor(`${what} at ${url}`, probe, { limitSeconds, everyMilliseconds: 150, hint });
}
