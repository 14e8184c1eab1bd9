import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { SilenceAlerts } from "@/lib/contracts/api/resources/alert";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { SILENCES_PER_PLACE, silenceEndRefusal } from "@/lib/domain/alert/silence";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { lockPlace, type Place } from "./book";
import { coveredPlace } from "./place";
import { alertEvent } from "./raise";
import { presentSilence, silenceInclude, silencesNow } from "./silences";

/** Tells nobody of a place's alerts until then. What stands is shown all the same, and told again at the end. */
export const silenceAlerts = command({
  action: "alert.silence",
  input: SilenceAlerts,
  target: async (tx, input) => {
    const place = await coveredPlace(tx, input);
    return place && { row: null, kind: input.level, ...place };
  },
  run: async ({ tx, ctx, input, target, announce, note }) => {
    const until = new Date(input.until);
    const wrong = silenceEndRefusal(until, ctx.now);
    if (wrong !== null)
      throw new Problem("invalid_input", `until: ${wrong}`, { issues: [{ path: "until", message: wrong }] });
    const { tenantId, environmentId } = target;
    const standing = await tx.alertSilence.count({
      where: { level: input.level, tenantId, environmentId, endedAt: null, until: { gt: ctx.now } },
    });
    if (standing >= SILENCES_PER_PLACE)
      throw new Problem(
        "conflict",
        `${SILENCES_PER_PLACE} silences stand there already. End one of them first.`,
      );
    const { level, domains, reason } = input;
    const row = await tx.alertSilence.create({
      data: {
        ...{ level, tenantId, environmentId, domains, reason, until },
        ...{ createdById: ctx.actor.id, createdAt: ctx.now },
      },
      include: silenceInclude,
    });
    const held = await holdBack(tx, row, `${ctx.actor.name} silenced it: ${reason}`);
    note({ silenceId: row.id, domains, reason, until: until.toISOString(), alerts: held });
    await announce(alertEvent("alert.silenced", target, row.id));
    return presentSilence(ctx, row);
  },
});

type Silence = { tenantId: string | null; environmentId: string | null; domains: string[]; until: Date };

/** What stands already is told again when the silence ends, as far as it stands then. */
async function holdBack(tx: Tx, silence: Silence, silenceReason: string): Promise<number> {
  const { tenantId, environmentId, domains, until } = silence;
  const where: Prisma.AlertWhereInput = {
    state: { not: "resolved" },
    ...(tenantId === null ? {} : { tenantId }),
    ...(environmentId === null ? {} : { environmentId }),
    ...(domains.length === 0 ? {} : { domain: { in: domains } }),
  };
  await lockPlaces(tx, where);
  const { count } = await tx.alert.updateMany({
    where,
    data: { pending: true, silenceReason, recheckAt: until },
  });
  return count;
}

const MOST_LOCKED = 500;

/** Facts about these places wait meanwhile; in the order in which everybody takes several places. */
async function lockPlaces(tx: Tx, where: Prisma.AlertWhereInput): Promise<void> {
  const places = await tx.alert.findMany({
    where,
    select: { environmentId: true, tenantId: true },
    distinct: ["environmentId"],
    take: MOST_LOCKED,
  });
  const key = ({ environmentId }: Place): string => environmentId ?? "";
  for (const place of places.toSorted((one, other) => (key(one) < key(other) ? -1 : 1)))
    await lockPlace(tx, place);
}

/** Ends a silence before its time: what it held back is looked at at once. */
export const endSilence = command({
  action: "alert.silence",
  input: API.endSilence.params,
  target: async (tx, { silenceId }) => {
    const row = await tx.alertSilence.findUnique({ where: { id: silenceId }, include: silenceInclude });
    if (row === null) return null;
    const asked = {
      level: row.level,
      tenantId: row.tenantId ?? undefined,
      environmentId: row.environmentId ?? undefined,
    };
    const place = await coveredPlace(tx, asked);
    return place && { kind: "alert_silence", ...place, id: row.id, name: `silence over ${place.name}`, row };
  },
  run: async ({ tx, ctx, target: { row, tenantId, environmentId }, announce, note }) => {
    const { count } = await tx.alertSilence.updateMany({
      where: { id: row.id, endedAt: null, until: { gt: ctx.now } },
      data: { endedAt: ctx.now, endedById: ctx.actor.id },
    });
    if (count !== 1) throw new Problem("conflict", "This silence is over already.");
    // Each is looked at anew: another silence may still stand over it.
    await tx.alert.updateMany({
      where: {
        ...{ pending: true, silenceReason: { not: null } },
        ...(tenantId === null ? {} : { tenantId }),
        ...(environmentId === null ? {} : { environmentId }),
      },
      data: { recheckAt: ctx.now },
    });
    note({ reason: row.reason, wouldHaveEnded: row.until.toISOString() });
    await announce(alertEvent("alert.silence_ended", { tenantId, environmentId }, row.id));
    return silencesNow(ctx, tx);
  },
});
