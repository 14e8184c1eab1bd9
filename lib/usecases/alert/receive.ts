import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { publishNow } from "@/lib/data/outbox";
import { factOfOutside, namespaceOf, type OutsideAlert } from "@/lib/domain/alert/alertmanager";
import { OWN_ENDS } from "@/lib/domain/alert/course";
import type { AlertFact } from "@/lib/domain/alert/source";
import { command } from "../command";
import { raiseFacts } from "./raise";

/**
 * Takes what an Alertmanager posts. The same post again changes nothing: each alert is known by its fingerprint and its
 * beginning. One whose labels name no environment of the fleet's namespaces is the fleet's own.
 */
export const receiveAlertmanager = command({
  action: "alert.push",
  input: API.receiveAlertmanager.body,
  target: async () => ({
    ...{
      row: null,
      scope: { level: "fleet" },
      kind: "alert_source",
      id: "alertmanager",
      name: "Alertmanager",
    },
    ...{ tenantId: null, environmentId: null },
  }),
  run: async ({ tx, ctx, input, afterCommit, note }) => {
    const places = await placesOf(tx, input.alerts);
    const grouped = new Map<string | null, AlertFact[]>();
    for (const alert of input.alerts) {
      const environmentId = places.get(namespaceOf(alert) ?? "") ?? null;
      grouped.set(environmentId, [...(grouped.get(environmentId) ?? []), factOfOutside(alert)]);
    }
    const over = await replays(tx, [...grouped.values()].flat());
    const unplaced = grouped.get(null)?.length ?? 0;
    note({ alerts: input.alerts.length, unplaced });
    for (const environmentId of [...grouped.keys()].sort((one, other) =>
      (one ?? "") < (other ?? "") ? -1 : 1,
    )) {
      const facts = (grouped.get(environmentId) ?? []).filter((fact) => !over.has(identity(fact)));
      const events = await raiseFacts(tx, environmentId, facts, ctx.now);
      afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    }
    return { taken: input.alerts.length, unplaced };
  },
});

const identity = ({ key, since }: Pick<AlertFact, "key" | "since">): string => `${key} ${since.getTime()}`;

/** Environments by namespace. One name on several clusters names none of them for certain, unless it is one cluster's. */
async function placesOf(tx: Tx, alerts: readonly OutsideAlert[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(alerts.flatMap((alert) => namespaceOf(alert) ?? []))];
  if (wanted.length === 0) return new Map();
  const rows = await tx.environment.findMany({
    where: { namespace: { in: wanted } },
    select: { id: true, namespace: true },
  });
  const known = new Map<string, string>();
  for (const { id, namespace } of rows) {
    const twice = rows.filter((row) => row.namespace === namespace).length > 1;
    if (!twice) known.set(namespace, id);
  }
  return known;
}

/** Beginnings whose end was told long ago: sent again, they are no news. */
async function replays(tx: Tx, facts: readonly AlertFact[]): Promise<ReadonlySet<string>> {
  const firing = facts.filter((fact) => fact.firing);
  if (firing.length === 0) return new Set();
  const ended = await tx.alertCause.findMany({
    where: {
      ...{ key: { in: firing.map(({ key }) => key) }, standing: false },
      alert: { OR: [{ state: { not: "resolved" } }, { resolvedNote: { in: [...OWN_ENDS] } }] },
    },
    select: { key: true, since: true },
    take: 5_000,
  });
  const standing = await tx.alertCause.findMany({
    where: { key: { in: firing.map(({ key }) => key) }, standing: true },
    select: { key: true },
    take: 5_000,
  });
  const stands = new Set(standing.map(({ key }) => key));
  return new Set(ended.filter(({ key }) => !stands.has(key)).map(identity));
}
