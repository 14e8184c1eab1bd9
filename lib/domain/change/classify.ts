import type { ModuleDifference } from "../release/diff";

export type ChangeClass = "standard" | "normal" | "major" | "emergency";

/** The class a change has by what it touches, with the reason in words. A schema change is never less than major. */
export function classify(differences: readonly ModuleDifference[]): { class: ChangeClass; reason: string } {
  const schema = differences.filter(({ schemaChange }) => schemaChange).map(({ name }) => name);
  if (schema.length > 0) {
    return { class: "major", reason: `Major, because ${schema.join(", ")} changes the database's schema.` };
  }
  return { class: "normal", reason: "Normal: no module changes the database's schema." };
}
