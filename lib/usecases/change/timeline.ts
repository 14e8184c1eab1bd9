import "server-only";
import type { Change } from "@/lib/contracts/api/resources/change";
import { momentIn } from "@/lib/domain/shared/moment";
import type { ChangeDetailRow } from "./rows";

type Entry = { at: Date; text: string };

/** Moves, comments, and what was let pass or settled by whom, newest first: it stays when gates are no longer asked. */
export const timelineOf = (row: ChangeDetailRow): Change["timeline"] =>
  [
    ...row.moves.map((move): Entry => ({ at: move.at, text: moveText(move) })),
    ...row.comments.map(
      ({ at, author, text }): Entry => ({ at, text: `Comment by ${author.name}: ${text}` }),
    ),
    ...row.waivers.flatMap((waiver) => waiverEntries(waiver, row.environment.timeZone)),
    ...row.debts.flatMap(({ title, paidAt, paidBy, note }): Entry[] =>
      paidAt === null
        ? []
        : [{ at: paidAt, text: `“${title}” settled by ${paidBy?.name ?? "somebody"}: ${note}` }],
    ),
  ]
    .sort((one, other) => other.at.getTime() - one.at.getTime())
    .map(({ at, text }) => ({ at: at.toISOString(), text }));

function waiverEntries(waiver: ChangeDetailRow["waivers"][number], zone: string): Entry[] {
  const { gateTitle, askedAt, askedBy, confirmedAt, confirmedBy, withdrawnAt, withdrawnBy } = waiver;
  const name = `Waiver of “${gateTitle}”`;
  const until = momentIn(waiver.expiresAt, zone);
  const entry = (at: Date | null, text: string): Entry[] => (at === null ? [] : [{ at, text }]);
  return [
    ...entry(askedAt, `${name} asked for by ${askedBy.name}, until ${until}: ${waiver.reason}`),
    ...entry(confirmedAt, `${name} confirmed by ${confirmedBy?.name ?? "somebody"}`),
    ...entry(withdrawnAt, `${name} taken back by ${withdrawnBy?.name ?? "somebody"}`),
  ];
}

const MOVE_TEXTS = {
  draft: "Returned to draft",
  submitted: "Submitted",
  in_review: "Taken into review",
  approved: "Approved",
  scheduled: "Scheduled",
  in_progress: "Started",
  succeeded: "Succeeded",
  rolled_back: "Rolled back",
  failed: "Failed",
  reviewed: "Reviewed",
  closed: "Closed",
  rejected: "Rejected",
  cancelled: "Cancelled",
} as const satisfies Record<ChangeDetailRow["state"], string>;

function moveText({ event, fromState, toState, actorName, note }: ChangeDetailRow["moves"][number]): string {
  if (fromState === null) return `Drafted by ${actorName}`;
  if (event === "edit") return `Edited by ${actorName}${note === "" ? "" : `: ${note}`}`;
  // Its words name who set it to what, and why.
  if (event === "classify") return `Class: ${note}`;
  if (event === "approval") return `Approval by ${actorName}: ${note}`;
  if (event === "emergency") return `Made an emergency by ${actorName}: ${note}`;
  if (event === "request_changes") return `Changes asked for by ${actorName}: ${note}`;
  if (event === "reschedule") return `Another start chosen by ${actorName}: ${note}`;
  if (event === "unschedule")
    return `Taken off the schedule by ${actorName}${note === "" ? "" : `: ${note}`}`;
  return `${MOVE_TEXTS[toState]} by ${actorName}${note === "" ? "" : `: ${note}`}`;
}
