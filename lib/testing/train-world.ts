import { randomUUID } from "node:crypto";
import type { Train } from "@/lib/contracts/api/resources/train";
import type { Stage } from "@/lib/domain/catalog/stage";
import type { OperationState } from "@/lib/domain/operation/state";
import type { Context } from "@/lib/usecases/context";
import { recordOutcome } from "@/lib/usecases/operation/record-outcome";
import { advanceTrain } from "@/lib/usecases/train/advance";
import { approveTrain } from "@/lib/usecases/train/approve";
import { draftTrain } from "@/lib/usecases/train/draft";
import { getTrain } from "@/lib/usecases/train/get";
import { getTrainImpact } from "@/lib/usecases/train/impact";
import { startTrain } from "@/lib/usecases/train/start";
import { submitTrain } from "@/lib/usecases/train/submit";
import { TRAIN_ACTOR } from "@/lib/usecases/train/target";
import { at, makeChangeWorld, PLANS } from "./change-world";
import type { World } from "./world";

/** Holdfast itself, moving trains on. */
export const trainContext = ({ db, ports }: Pick<World, "db" | "ports">): Context => ({
  actor: TRAIN_ACTOR,
  correlationId: randomUUID(),
  now: new Date(),
  db,
  ports,
});

type RingWish = { stages: Stage[]; bakeSeconds?: number };

/** A world in which trains go: who drafts, who decides, and environments that end as a test says. */
export async function makeTrainWorld() {
  const world = await makeChangeWorld();
  const { db } = world;
  const drafter = await world.person("platform_engineer");

  const drafted = async (wishes: RingWish[], haltAfterFailures = 1) => {
    const running = await world.release({ base: "19.0.1.0.0" });
    const wanted = await world.release({ base: "19.0.1.0.1" });
    const rings = [];
    for (const [index, { stages, bakeSeconds = 0 }] of wishes.entries()) {
      const environmentIds: string[] = [];
      for (const stage of stages) environmentIds.push((await world.environment(stage, running.id)).id);
      rings.push({ name: `Ring ${index + 1}`, bakeSeconds, environmentIds });
    }
    const content = { title: "A train for a test", reason: "Because the test wants one.", ...PLANS };
    const input = { releaseId: wanted.id, haltAfterFailures, rings, ...content };
    return { train: await draftTrain(at(drafter), input), running, wanted, input };
  };
  const submitted = async (...wish: Parameters<typeof drafted>) => {
    const made = await drafted(...wish);
    const { id: trainId, version } = made.train;
    return { ...made, train: await submitTrain(at(drafter), { trainId, version }) };
  };
  const approved = async (...wish: Parameters<typeof drafted>) => {
    const made = await submitted(...wish);
    const { id: trainId, version } = made.train;
    return { ...made, train: await approveTrain(at(world.manager), { trainId, version, comment: "Good." }) };
  };
  const startNow = async ({ id: trainId, version }: Train) => {
    const { hash: impactHash } = await getTrainImpact(at(world.manager), { trainId });
    return startTrain(at(world.manager), { trainId, version, impactHash });
  };
  const started = async (...wish: Parameters<typeof drafted>) => {
    const made = await approved(...wish);
    return { ...made, train: await startNow(made.train) };
  };
  /** As the sweep does: until nothing more is to be done now. */
  const advance = async (trainId: string, now = new Date()): Promise<void> => {
    for (let move = 0; move < 50; move += 1) {
      if ((await advanceTrain({ ...trainContext(world), now }, trainId)) !== "acted") return;
    }
    throw new Error("The train does not come to rest.");
  };
  const look = (trainId: string): Promise<Train> => getTrain(at(world.manager), { trainId });
  /** Ends a car's deployment as its worker would, and lets the environment be seen well. */
  const endCar = async (
    operationId: string,
    state: Extract<OperationState, "succeeded" | "failed" | "rolled_back">,
  ): Promise<void> => {
    await db.transaction(async (tx) => {
      await tx.operation.update({ where: { id: operationId }, data: { state: "running" } });
      const sentence = state === "succeeded" ? "It runs." : "The business checks failed.";
      await tx.operation.update({
        where: { id: operationId },
        data: { state, sentence, finishedAt: new Date() },
      });
      const end = { state, sentence, touched: true, needsAttention: false, failure: null };
      await recordOutcome(tx, { operationId, end, now: new Date() });
    });
  };
  /** Every environment of the train as its watch would see it at `at`. */
  const observe = (train: Train, verdict: "good" | "bad", seen: Date) =>
    db.prisma.environment.updateMany({
      where: { id: { in: train.rings.flatMap(({ cars }) => cars.map(({ environment }) => environment.id)) } },
      data: { health: verdict, healthSentence: `Web is ${verdict}.`, observedAt: seen },
    });
  return {
    ...world,
    drafter,
    drafted,
    submitted,
    approved,
    startNow,
    started,
    advance,
    look,
    endCar,
    observe,
  };
}

export type TrainWorld = Awaited<ReturnType<typeof makeTrainWorld>>;
