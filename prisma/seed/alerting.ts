import { createRota } from "@/lib/usecases/alert/rotas";
import { createAlertRoute } from "@/lib/usecases/alert/routes";
import type { Context } from "@/lib/usecases/context";
import type { Scenario } from "../scenarios/scenario";

/** Writes down who is on call, and what reaches them beneath the bell when nobody has taken it on. */
export async function seedAlerting(
  contextFor: (key: string) => Promise<Context>,
  { onCall }: Scenario,
): Promise<void> {
  if (onCall === undefined) return;
  const ctx = { ...(await contextFor(onCall.by)), now: new Date() };
  const memberIds: string[] = [];
  for (const key of onCall.people) memberIds.push((await contextFor(key)).actor.id);
  const { name, timeZone, startsAt, afterMinutes } = onCall;
  const { rotas } = await createRota(ctx, { tenantId: null, name, timeZone, startsAt, memberIds });
  const rota = rotas.find((one) => one.name === name);
  if (rota === undefined) throw new Error(`The rota ${name} was not written.`);
  await createAlertRoute(ctx, {
    ...{ tenantId: null, channel: "app", rotaId: rota.id, name: `Bell of ${name}` },
    ...{ tiers: ["page"], afterMinutes, workHours: false, enabled: true },
  });
}
