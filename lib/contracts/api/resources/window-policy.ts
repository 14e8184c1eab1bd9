import { z } from "zod";
import { FIT_GATES, WINDOW_BOUNDS } from "@/lib/domain/calendar/window-policy";
import { Can, Tier, Time } from "./common";

/** WindowSettings of lib/domain/calendar/window-policy, with its bounds. */
export const WindowSettings = z.object({
  gate: z.enum(FIT_GATES),
  marginMinutes: z.int().min(WINDOW_BOUNDS.marginMinutes.min).max(WINDOW_BOUNDS.marginMinutes.max),
});

/** How strictly changes of a tier must fit into what is left of a window. */
export const WindowPolicy = z.object({
  tier: Tier,
  settings: WindowSettings,
  /** True while nobody has set anything: the settings are Holdfast's own. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  /** 0 while nobody has set anything. */
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type WindowPolicy = z.infer<typeof WindowPolicy>;

export const EditWindowPolicy = z.object({ version: z.int().min(0), settings: WindowSettings });
