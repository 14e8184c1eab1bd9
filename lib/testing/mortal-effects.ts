import type { DeployEffects } from "@/lib/operations/deploy/effects";
import type { Mortal } from "./engine-world";

/** Every contact with the outside and with the records passes through the worker that may die. */
export function mortalEffects(effects: DeployEffects, mortal: Mortal): DeployEffects {
  const guarded = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(inner, name) {
        const value: unknown = Reflect.get(inner, name, inner);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => mortal.contact(() => value.apply(inner, args));
      },
    });
  const { erp, clusters, recovery } = effects;
  return {
    ...effects,
    erp: guarded(erp),
    clusters: {
      ...clusters,
      open: async (id) => {
        const connection = await clusters.open(id);
        const { objects, waits, services, logs } = connection;
        const check = (signal: AbortSignal) => mortal.contact(() => connection.check(signal));
        return { services, logs, check, objects: guarded(objects), waits: guarded(waits) };
      },
    },
    recovery: {
      ...recovery,
      records: guarded(recovery.records),
      drills: guarded(recovery.drills),
      scratch: guarded(recovery.scratch),
    },
  };
}
