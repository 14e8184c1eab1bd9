import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { EnvironmentHealth } from "@/lib/contracts/api/resources/health";
import { newestSamples } from "@/lib/data/ledger/health-samples";
import { environmentsIn } from "@/lib/data/scope";
import { definitionOf, isSignalId, type SignalId, signalsFor } from "@/lib/domain/health/catalog";
import { clockIn, NOT_SERVED, neverServed } from "@/lib/domain/health/sentence";
import { readingsStale } from "@/lib/domain/health/verdict";
import { healthLimits } from "../health-policy/settings";
import { found, query } from "../query";
import { causesOf } from "./causes";
import { presentHealth, type ShownSignal } from "./present";

/** How an environment is, from what was read last: nothing outside is asked for it. */
export const getEnvironmentHealth = query({
  action: "catalog.read",
  input: API.getEnvironmentHealth.params,
  run: async ({ ctx, scope, input }): Promise<EnvironmentHealth> => {
    const environment = found(
      await ctx.db.prisma.environment.findFirst({
        where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
        select: {
          id: true,
          stage: true,
          timeZone: true,
          tenant: { select: { tier: true } },
          healthSignals: { orderBy: { signal: "asc" } },
          workflows: { select: { workflow: true, fallback: true } },
        },
      }),
      "environment",
    );
    const samples = await newestSamples(ctx.db, environment.id, 2);
    const [newest] = samples;
    const stale =
      newest === undefined ||
      readingsStale(
        samples.map(({ at }) => at),
        ctx.now,
      );
    const limitsOf = await healthLimits(ctx.db.prisma);
    const wanted = new Set<SignalId>(signalsFor(environment.stage));
    const signals = environment.healthSignals.flatMap(({ signal: id, ...row }): ShownSignal[] => {
      if (!isSignalId(id) || !wanted.has(id)) return [];
      const served = !neverServed(id, row);
      const limits = limitsOf(id, environment.tenant.tier);
      if (stale && newest !== undefined && served) {
        const why = `Last measured ${clockIn(newest.at, ctx.now, environment.timeZone)}: too long ago to say.`;
        return [
          { id, state: "unknown", since: newest.at, value: null, threshold: null, why, served, limits },
        ];
      }
      const value = newest?.readings[definitionOf(id).slot] ?? null;
      const { state, since } = row;
      const why = !served ? NOT_SERVED : state === "unknown" ? row.sentence : "";
      // The limit of today: it may have been set anew since the state changed.
      const threshold = state === "warn" || state === "bad" ? (limits?.[state] ?? null) : null;
      return [{ id, state, since, value, threshold, why, served, limits }];
    });
    const hurting = signals.filter(({ state }) => state === "bad" || state === "warn");
    const causeOf = await causesOf(ctx.db, hurting.length === 0 ? [] : [environment.id], {
      from: new Date(Math.min(ctx.now.getTime(), ...hurting.map(({ since }) => since.getTime()))),
      to: ctx.now,
    });
    return presentHealth(signals, {
      now: ctx.now,
      zone: environment.timeZone,
      causes: causeOf(environment.id),
      at: newest?.at ?? null,
      stale,
      fallbacks: new Map(environment.workflows.map(({ workflow, fallback }) => [workflow, fallback])),
    });
  },
});
