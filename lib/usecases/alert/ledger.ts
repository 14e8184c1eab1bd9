import "server-only";
import type { Tx } from "@/lib/data/client";
import type { AlertFact } from "@/lib/domain/alert/source";
import { raiseFacts } from "./raise";

type Found = { kind: string; title: string; sentence: string };

const continuity = (key: string, told: Omit<Found, "kind">, since: Date): AlertFact => ({
  ...{ key, source: "ledger", domain: "continuity", severity: "bad" },
  ...{ title: told.title, sentence: told.sentence, since, firing: true },
});

/** What is wrong with an environment's backups, in the transaction that writes it down. */
export async function raiseFinding(
  tx: Tx,
  environmentId: string,
  { kind, ...told }: Found,
  now: Date,
): Promise<void> {
  await raiseFacts(tx, environmentId, [continuity(`backup:${kind}`, told, now)], now);
}

/** What was wrong with an environment's backups and is no more. */
export async function endFindings(
  tx: Tx,
  environmentId: string,
  kinds: readonly string[],
  now: Date,
): Promise<void> {
  const over = kinds.map((kind) => ({
    ...continuity(`backup:${kind}`, { title: "", sentence: "" }, now),
    firing: false,
  }));
  await raiseFacts(tx, environmentId, over, now);
}

/** A drill that did not bring the data back is wrong until one does. One that a person ended says nothing. */
export async function raiseDrill(
  tx: Tx,
  environmentId: string,
  drill: { state: "passed" | "failed" | "cancelled"; sentence: string },
  now: Date,
): Promise<void> {
  if (drill.state === "cancelled") return;
  const fact = continuity(
    "drill",
    { title: "A drill did not recover the data", sentence: drill.sentence },
    now,
  );
  await raiseFacts(tx, environmentId, [{ ...fact, firing: drill.state === "failed" }], now);
}
