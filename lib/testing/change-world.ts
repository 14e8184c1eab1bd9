import { randomUUID } from "node:crypto";
import { approveChange } from "@/lib/usecases/change/approve";
import { draftChange } from "@/lib/usecases/change/draft";
import { submitChange } from "@/lib/usecases/change/submit";
import type { Context } from "@/lib/usecases/context";
import { makeTenant, makeWorld } from "./world";

export const PLANS = {
  rollbackPlan: "The release before is put back.",
  fallback: "Route cards at the line.",
  communication: "Mail to the shift leads.",
};

/** The context as of now: a later act of the same person. */
export const at = (ctx: Context): Context => ({ ...ctx, now: new Date() });

/** A world with people of every part in a change's life, and changes brought as far as a test wants. */
export async function makeChangeWorld() {
  const world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  const developer = await world.person("developer");
  const manager = await world.person("release_manager");
  const stranger = await world.person("release_manager", { tenantId: other.id });
  const plantIt = await world.person("plant_it");

  const drafted = async (stage: "staging" | "production" = "staging") => {
    const running = await world.release({ base: "19.0.1.0.0" });
    const wanted = await world.release({ base: "19.0.1.0.1" });
    const environment = await world.environment(stage, running.id);
    const content = { title: "A change for a test", reason: "Because the test wants one.", ...PLANS };
    const change = await draftChange(at(developer), {
      environmentId: environment.id,
      releaseId: wanted.id,
      ...content,
    });
    return { change, environment, running, wanted };
  };
  const submitted = async (stage?: "staging" | "production") => {
    const made = await drafted(stage);
    const { id: changeId, version } = made.change;
    return { ...made, change: await submitChange(at(developer), { changeId, version }) };
  };
  const approved = async () => {
    const made = await submitted();
    const { id: changeId, version } = made.change;
    return { ...made, change: await approveChange(at(manager), { changeId, version, comment: "Good." }) };
  };
  const stateOf = async (id: string) =>
    (await world.db.prisma.change.findUniqueOrThrow({ where: { id } })).state;
  const auditOf = (targetId: string) =>
    world.db.prisma.auditEntry.findMany({ where: { targetId }, orderBy: { sequence: "asc" } });
  return { ...world, developer, manager, stranger, plantIt, drafted, submitted, approved, stateOf, auditOf };
}

export type ChangeWorld = Awaited<ReturnType<typeof makeChangeWorld>>;
