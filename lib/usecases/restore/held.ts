import "server-only";
import type { Tx } from "@/lib/data/client";
import { Problem } from "@/lib/domain/shared/problem";
import { holdGate } from "../hold/standing";

const sentence = (fact: string): string => `It cannot start now. ${fact}`;

/** Why no data are brought back there now: the hold that stands over the environment; null where none does. */
export async function heldRefusal(db: Tx, environmentId: string, now: Date): Promise<string | null> {
  const { verdict, fact } = await holdGate(db, environmentId, "start", now);
  return verdict === "fail" ? sentence(fact) : null;
}

/** @throws Problem `gate_refused` naming the hold that stands over the environment */
export async function assertNotHeld(tx: Tx, environmentId: string, now: Date): Promise<void> {
  const gate = await holdGate(tx, environmentId, "start", now);
  if (gate.verdict !== "fail") return;
  throw new Problem("gate_refused", sentence(gate.fact), { gates: [gate] });
}
