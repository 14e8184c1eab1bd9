import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { forgetOldReadings, recentOutcomes } from "@/lib/data/ledger/integration-rows";
import { writeEvent } from "@/lib/data/outbox";
import { integrationSignal } from "@/lib/domain/alert/source";
import type { SignalState } from "@/lib/domain/health/domains";
import { clockIn } from "@/lib/domain/health/sentence";
import type { CheckAnswer } from "@/lib/domain/integration/check";
import { integrationState } from "@/lib/domain/integration/verdict";
import { plainText } from "@/lib/domain/shared/plain-text";
import { raiseAlerts } from "../alert/raise";
import { type IntegrationRow, integrationEvent } from "./rows";

/**
 * Writes down what a check saw, inside the caller's transaction: the reading, how the integration stands by health's
 * hysteresis, and an alert when that has changed. Nothing is written when the check was changed meanwhile.
 */
export async function recordCheck(
  tx: Tx,
  row: IntegrationRow,
  answer: CheckAnswer,
  at: Date,
): Promise<LiveEvent[]> {
  const earlier = await recentOutcomes(tx, row.id);
  const before = { state: row.state, since: row.since };
  const now = integrationState([...earlier, { at, outcome: answer.outcome }], before);
  const changed = now.state !== row.state;
  const detail = plainText(answer.detail);
  const { count } = await tx.integration.updateMany({
    where: { id: row.id, version: row.version },
    data: {
      ...now,
      ...{ sentence: detail, checkedAt: at, claimedUntil: null },
      ...(answer.outcome === "bad" ? { lastError: detail, lastErrorAt: at } : {}),
      ...(answer.outcome === "good" || answer.outcome === "warn" ? { answeredAt: at } : {}),
    },
  });
  if (count !== 1) return [];
  const { outcome, milliseconds, value } = answer;
  await tx.integrationReading.createMany({
    data: { integrationId: row.id, at, outcome, milliseconds, value, detail },
    skipDuplicates: true,
  });
  await forgetOldReadings(tx, row.id, at);
  if (!changed) return [];
  const told = await tellAlert(tx, row, { ...now, detail }, at);
  return [...told, await writeEvent(tx, integrationEvent("integration.changed", row.id, row))];
}

type Standing = { state: SignalState; since: Date; detail: string };

const tellAlert = (tx: Tx, row: IntegrationRow, standing: Standing, at: Date): Promise<LiveEvent[]> =>
  raiseAlerts(tx, [changeOf(row, standing, at)], at);

/** Says anew what stands about an integration that is called otherwise, or hurts more or less, than when it was told. */
export async function tellStanding(tx: Tx, row: IntegrationRow, at: Date): Promise<LiveEvent[]> {
  const { state, since, sentence: detail } = row;
  return state === "bad" || state === "warn" ? tellAlert(tx, row, { state, since, detail }, at) : [];
}

/** Ends what stands about an integration that is not there, or not checked like that, any more. */
export const endAlert = (tx: Tx, row: IntegrationRow, at: Date): Promise<LiveEvent[]> =>
  raiseAlerts(
    tx,
    [{ ...changeOf(row, { state: "good", since: at, detail: "" }, at), to: "gone" as const }],
    at,
  );

function changeOf(row: IntegrationRow, { state, since, detail }: Standing, at: Date) {
  // What is no standstill of work is at most a warning, whatever the other side says.
  const to = state === "bad" && row.criticality === "minor" ? ("warn" as const) : state;
  const when = clockIn(since, at, row.environment.timeZone);
  const words =
    state === "bad" ? `${row.name} does not work since ${when}` : `${row.name} works badly since ${when}`;
  const sentence = state === "good" ? `${row.name} works. ${detail}` : `${words}: ${detail}`;
  return {
    ...{
      environmentId: row.environmentId,
      signalId: integrationSignal(row.id),
      domain: "integration" as const,
    },
    ...{ to, at, title: row.name, sentence: plainText(sentence) },
  };
}
