import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import type { Train } from "@/lib/contracts/api/resources/train";

export type RingDraft = {
  /** Stays the same while the ring is edited, moved or renamed. */
  key: string;
  name: string;
  /** As typed. */
  bakeMinutes: string;
  environmentIds: readonly string[];
};

export const newRing = (position: number): RingDraft => ({
  key: crypto.randomUUID(),
  name: `Ring ${position + 1}`,
  bakeMinutes: "30",
  environmentIds: [],
});

/** The rings of a saved draft, as the form edits them. */
export const ringsOf = (train: Train): RingDraft[] =>
  train.rings.map(({ id, name, bakeSeconds, cars }) => ({
    key: id,
    name,
    bakeMinutes: String(Math.round((bakeSeconds / 60) * 100) / 100),
    environmentIds: cars.map(({ environment }) => environment.id),
  }));

/** What the API takes. A time that is no number is sent as it would be wrong: the server says so. */
export const ringBodies = (rings: readonly RingDraft[]) =>
  rings.map(({ name, bakeMinutes, environmentIds }) => ({
    name,
    bakeSeconds: Math.round(Number(bakeMinutes.trim().replace(",", ".") || Number.NaN) * 60),
    environmentIds: [...environmentIds],
  }));

/** Null when each ring is complete, else what a time field has wrong. */
export function bakeProblem(bakeMinutes: string): string | null {
  const minutes = Number(bakeMinutes.trim().replace(",", ".") || Number.NaN);
  return Number.isFinite(minutes) && minutes >= 0 ? null : "Give the time in minutes, such as 30.";
}

/** Environments that stand in no ring and match the words, by tenant, name and stage. */
export function leftToAdd(
  environments: readonly EnvironmentBrief[],
  rings: readonly RingDraft[],
  words: string,
): readonly EnvironmentBrief[] {
  const taken = new Set(rings.flatMap(({ environmentIds }) => environmentIds));
  const asked = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return environments.filter((one) => {
    const label = `${one.tenant.name} ${one.name} ${one.stage}`.toLowerCase();
    return !taken.has(one.id) && asked.every((word) => label.includes(word));
  });
}
