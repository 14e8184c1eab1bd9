import "server-only";
import type { Tx } from "../client";
import type { EnvironmentState } from "../generated/client";

/** What an environment says of itself once an operation has ended there. */
export type EnvironmentAfter = {
  state: EnvironmentState;
  stateSentence: string;
  /** What runs now, when that has changed. */
  arrived: { releaseId: string; at: Date; manifestId: string | null } | null;
};

/** Writes it down; its version rises, so that nobody decides on what they saw before. */
export async function settleEnvironment(
  tx: Tx,
  environmentId: string,
  { state, stateSentence, arrived }: EnvironmentAfter,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE environment
       SET state = ${state}::environment_state, state_sentence = ${stateSentence}, version = version + 1,
           release_id = CASE WHEN ${arrived !== null} THEN ${arrived?.releaseId ?? null}::uuid ELSE release_id END,
           released_at = CASE WHEN ${arrived !== null} THEN ${arrived?.at ?? null}::timestamptz ELSE released_at END,
           manifest_id = CASE WHEN ${arrived !== null} THEN ${arrived?.manifestId ?? null}::uuid ELSE manifest_id END
     WHERE id = ${environmentId}::uuid`;
}
