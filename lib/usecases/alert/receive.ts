import "server-only";
import type { z } from "zod";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { publishNow } from "@/lib/data/outbox";
import { factOfOutside, namespaceOf, type OutsideAlert } from "@/lib/domain/alert/alertmanager";
import { OWN_ENDS } from "@/lib/domain/alert/course";
import type { AlertFact } from "@/lib/domain/alert/source";
import { command } from "../command";
import type { Context } from "../context";
import { raiseFacts } from "./raise";

const body = API.receiveAlertmanager.body;
type Post = z.input<typeof body>;
type Taken = { taken: number; unplaced: number };

/** Places of one transaction: what a busy database takes well within its time, too. */
const AT_ONCE = 25;

/**
 * Takes what an Alertmanager posts, part by part. The same post again changes nothing: each alert is known by its
 * fingerprint and its beginning, so where a part fails the whole is posted again. One whose labels name no environment
 * of the fleet's namespaces is the fleet's own.
 */
export async function receiveAlertmanager(ctx: Context, post: Post): Promise<Taken> {
  const taken: Taken = { taken: 0, unplaced: 0 };
  for (const part of partsOf(post)) {
    const of = await takePart(ctx, part);
    taken.taken += of.taken;
    taken.unplaced += of.unplaced;
  }
  return taken;
}

/** Alerts of some namespaces each. What is no such post stays whole: it is refused before anything of it is taken. */
function partsOf(post: Post): readonly Post[] {
  const parsed = body.safeParse(post);
  if (!parsed.success) return [post];
  const byPlace = new Map<string, number[]>();
  for (const [index, alert] of parsed.data.alerts.entries()) {
    const place = namespaceOf(alert) ?? "";
    const known = byPlace.get(place);
    if (known === undefined) byPlace.set(place, [index]);
    else known.push(index);
  }
  const places = [...byPlace.values()];
  const parts = Math.max(1, Math.ceil(places.length / AT_ONCE));
  return Array.from({ length: parts }, (_, part) => {
    const indexes = places.slice(part * AT_ONCE, (part + 1) * AT_ONCE).flat();
    return { ...post, alerts: indexes.flatMap((index) => post.alerts[index] ?? []) };
  });
}

const takePart = command({
  action: "alert.push",
  input: body,
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
