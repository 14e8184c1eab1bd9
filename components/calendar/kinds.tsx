import type { LucideIcon } from "lucide-react";
import {
  CalendarOff,
  ClipboardList,
  DoorOpen,
  GitPullRequestArrow,
  Landmark,
  Rocket,
  Snowflake,
  Timer,
  TrainTrack,
  TrendingUp,
  Truck,
  UsersRound,
} from "lucide-react";
import { CALENDAR_KIND_NAMES, type CalendarEffect, type CalendarKind } from "@/lib/domain/calendar/event";

/** Events of the business, and what Holdfast itself plans. */
export type LaneKind = CalendarKind | "change" | "drill" | "train";

const ICONS: Readonly<Record<LaneKind, LucideIcon>> = {
  freeze: Snowflake,
  maintenance_window: DoorOpen,
  shift: UsersRound,
  stock_count: ClipboardList,
  fiscal_close: Landmark,
  peak: TrendingUp,
  launch: Rocket,
  carrier_cut_off: Truck,
  holiday: CalendarOff,
  change: GitPullRequestArrow,
  drill: Timer,
  train: TrainTrack,
};

/** What happens by our own hand comes first, then what stands against it. */
export const LANES: readonly LaneKind[] = [
  "change",
  "train",
  "drill",
  "maintenance_window",
  "freeze",
  "fiscal_close",
  "stock_count",
  "peak",
  "launch",
  "carrier_cut_off",
  "shift",
  "holiday",
];

export const KIND_WORDS: Readonly<Record<LaneKind, string>> = {
  ...CALENDAR_KIND_NAMES,
  change: "Change",
  drill: "Drill",
  train: "Train",
};

/** What an effect means for a change, as one says it. */
export const EFFECT_WORDS: Readonly<Record<CalendarEffect, string>> = {
  blocks: "No change may begin",
  warns: "Changes are warned",
  opens: "Changes may begin",
  informs: "For information",
};

/** The sign of a kind; its word stands beside it or is read with it. */
export function KindIcon({ kind }: { kind: LaneKind }) {
  const Icon = ICONS[kind];
  return <Icon className="i cal-icon" aria-hidden="true" />;
}
