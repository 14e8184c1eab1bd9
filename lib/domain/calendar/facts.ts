import type { CalendarEvent } from "./event";
import type { CalendarPlace } from "./standing";
import type { WindowNeed } from "./window-fit";
import type { WindowSettings } from "./window-policy";

/** What the calendar's rules look at. */
export type CalendarFacts = {
  /** Events over the place that stand or come, as the facts were gathered. */
  events: readonly CalendarEvent[];
  /** Whether these are all of them. What was not read may close the place, so it counts as closed. */
  complete: boolean;
  place: CalendarPlace;
  /** When the change is meant to start; null when nobody has said. */
  plannedStart: Date | null;
  /** Set for who looks at a scheduled change: its start is asked for the time it waits for. Never by the start itself. */
  ahead?: boolean;
};

/** How strict the tier is about windows, and what the change needs of one. */
export type WindowFacts = {
  settings: WindowSettings;
  /** Null where nothing in the calendar is about the place: then nobody has looked. */
  need: WindowNeed | null;
};
