import "server-only";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeployStep } from "../deploy/effects";

/** A rollback is not taken back by itself: what it was to leave is what a person did not want. */
export const stopHere: DeployStep = {
  name: "stop_here",
  touches: false,
  isDone: async () => null,
  async perform() {
    throw new RefusedFailure("A rollback is not itself rolled back; what was applied stays as it is.");
  },
};
