import { ROLE_ACTIONS, ROLES, type Role } from "../access/roles";
import type { Finding, FindingKind } from "../recovery/policy";
import { sentenceCase } from "../shared/words";
import { CONCERNED_ROLES, type NoticeWords } from "./notice";

/** Who can do something about a backup: take another, or read one back. */
const ACTING_ROLES: readonly Role[] = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("backup.take"),
);

const HEADLINES: Readonly<Record<FindingKind, string | null>> = {
  no_store: "there is no place for its backups",
  missed: "backups were missed",
  late: "a backup is late",
  disproved: "a backup is not what it should be",
  failed: "a backup failed",
  damaged: "a backup is damaged",
  shrunken: "a backup is much smaller than usual",
  proof_overdue: "the proof of its backups is too old",
  // These are said on the board; nobody has to act before they become one of the others.
  none_yet: null,
  unproven: null,
};

const REMEDIES: Readonly<Record<FindingKind, string>> = {
  no_store: "A platform engineer sets one on the tenant's page.",
  missed: "Look at what keeps them from being taken, then take one now.",
  late: "Look whether something holds the environment, or take one now.",
  disproved:
    "Read what was found. Where the repository is damaged, give the backups a new place first; then take one and have it read back.",
  failed: "Its operation says why; take another one once that is mended.",
  damaged: "Files are missing that the database names: look where they went.",
  shrunken: "Look whether data is gone before older backups are forgotten; keep one of them.",
  proof_overdue: "Have the newest one read back.",
  none_yet: "",
  unproven: "",
};

/** What those who must act read of a finding, and who they are; null where nobody is told. */
export function findingNotice(
  { kind, sentence }: Finding,
  place: { tenant: string; environment: string },
): { words: NoticeWords; roles: readonly Role[]; headline: string } | null {
  const headline = HEADLINES[kind];
  if (headline === null) return null;
  // A failed backup is an operation that failed: these have been told of its end.
  const told: readonly Role[] = kind === "failed" ? CONCERNED_ROLES : [];
  return {
    words: {
      title: `${place.tenant}, ${place.environment}: ${headline}`,
      text: `${sentence} ${REMEDIES[kind]}`,
    },
    roles: ACTING_ROLES.filter((role) => !told.includes(role)),
    headline: sentenceCase(headline),
  };
}
