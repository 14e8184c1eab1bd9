import type { Stage } from "../catalog/stage";
import { ledger, type SignalDefinition, signal, tiers } from "./definition";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const PROMISED: readonly Stage[] = ["production"];

/** How old the proofs are that a plant could be brought back. */
export const CONTINUITY_SIGNALS = {
  backup_age: signal(
    23,
    {
      domain: "continuity",
      title: "Time without a new backup",
      unit: "seconds",
      source: ledger("backup_age"),
      limits: tiers([26 * HOUR, 50 * HOUR], [26 * HOUR, 74 * HOUR], [50 * HOUR, 8 * DAY]),
    },
    { warns: "The newest backup is old", breaks: "There is no fresh backup" },
    { stages: PROMISED },
  ),
  proof_age: signal(
    24,
    {
      domain: "continuity",
      title: "Time without a proven backup",
      unit: "seconds",
      source: ledger("proof_age"),
      limits: tiers([8 * DAY, 15 * DAY], [15 * DAY, 31 * DAY], [31 * DAY, 62 * DAY]),
    },
    { warns: "No backup was proven lately", breaks: "No backup is proven" },
    { stages: PROMISED },
  ),
  drill_age: signal(
    25,
    {
      domain: "continuity",
      title: "Time without a passed drill",
      unit: "seconds",
      source: ledger("drill_age"),
      limits: tiers([95 * DAY, 190 * DAY], [190 * DAY, 370 * DAY], [370 * DAY, 740 * DAY]),
    },
    { warns: "Recovery was not drilled lately", breaks: "Recovery is not drilled" },
    { stages: PROMISED },
  ),
  archive_age: signal(
    26,
    {
      domain: "continuity",
      title: "Latest recoverable second",
      unit: "seconds",
      source: ledger("archive_age"),
      limits: tiers([900, 3_600], [1_800, 7_200], [HOUR, 4 * HOUR]),
    },
    { warns: "The archived log lags", breaks: "The log is not archived" },
  ),
} as const satisfies Record<string, SignalDefinition>;
