import "server-only";
import type { Tx } from "@/lib/data/client";
import { Problem } from "@/lib/domain/shared/problem";
import { holdGate } from "../hold/standing";

/** @throws Problem `gate_refused` naming the hold that stands over the environment */
export async function assertNotHeld(tx: Tx, environmentId: string, now: Date): Promise<void> {
  const gate = await holdGate(tx, environmentId, "start", now);
  if (gate.verdict !== "fail") return;
  throw new Problem("gate_refused", `It cannot start now. ${gate.fact}`, { gates: [gate] });
}
