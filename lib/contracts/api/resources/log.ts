import { z } from "zod";
import { LOG_SEVERITIES } from "@/lib/domain/log/line";
import { LOG_BUCKETS, LOG_WINDOW_IDS, MOST_LOG_LINES } from "@/lib/domain/log/window";
import { OPERATION_KINDS } from "@/lib/domain/operation/name";
import { Can, Id, Named, Stage, Time, TimeZone } from "./common";

export const LogSeverity = z.enum(LOG_SEVERITIES);
const PodName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "That is no name of a pod.");

export const LogSearch = z.object({
  window: z.enum(LOG_WINDOW_IDS).default("15m"),
  /** Of one pod; of all when left out. */
  pod: PodName.optional(),
  /** Only lines at least as loud. */
  severity: LogSeverity.default("debug"),
  /** Only lines that contain it, whatever the case. */
  text: z.string().trim().max(200).default(""),
});

export const LogFollow = z.object({ pod: PodName.optional() });

export const LogLine = z.object({
  at: Time,
  pod: z.string(),
  container: z.string(),
  severity: LogSeverity,
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;

/** What a reader who follows is told: lines, that some were left out, what is not heard any more, or why it is over. */
export const LogStreamed = z.object({
  lines: z.array(LogLine).max(200),
  left: z.int(),
  silent: z.array(z.string()).max(10),
  end: z.string().nullable(),
});
export type LogStreamed = z.infer<typeof LogStreamed>;

export const LogPlace = z.object({
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }),
  tenant: Named,
  /** Names of pods as last observed. */
  pods: z.array(z.string()).max(200),
  /** Where the window is read from. */
  source: z.enum(["pods", "loki"]),
  can: z.object({ read: Can }),
});
export type LogPlace = z.infer<typeof LogPlace>;

export const LogPage = z.object({
  from: Time,
  to: Time,
  source: z.enum(["pods", "loki"]),
  /** The newest of the window, oldest first. */
  lines: z.array(LogLine).max(MOST_LOG_LINES),
  /** From here on all of the window was looked at; later than `from` when it holds too much. */
  readFrom: Time,
  /** True when the window holds more than is shown. */
  cut: z.boolean(),
  silent: z.array(z.string()).max(10),
  buckets: z
    .array(z.object({ at: Time, lines: z.int(), warnings: z.int(), errors: z.int() }))
    .max(LOG_BUCKETS),
  /** What Holdfast did there in the window, oldest first. */
  operations: z
    .array(
      z.object({
        id: Id,
        kind: z.enum(OPERATION_KINDS),
        release: z.string().nullable(),
        startedAt: Time,
        finishedAt: Time.nullable(),
      }),
    )
    .max(50),
});
export type LogPage = z.infer<typeof LogPage>;
