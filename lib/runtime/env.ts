import "server-only";
import { z } from "zod";

const Mirrors = z
  .string()
  .default("{}")
  .transform((text, ctx) => {
    try {
      return z.record(z.string(), z.url()).parse(JSON.parse(text));
    } catch {
      ctx.addIssue({ code: "custom", message: "must be a JSON object of registry host to base URL" });
      return z.NEVER;
    }
  });

const Env = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  /** 32 bytes in base64: seals credentials at rest. */
  HOLDFAST_KEY: z.base64().length(44),
  HOLDFAST_REGISTRIES: Mirrors,
  /** Image of the toolbox, which copies and reads back an environment's data; without it nothing is backed up. */
  HOLDFAST_TOOLBOX_IMAGE: z
    .string()
    .regex(/^([a-z0-9][a-z0-9./:_@-]{0,254})?$/, "must be the reference of an image")
    .default(""),
  /** Room that each of its Jobs has for a dump that is not compressed; a verification needs that much as well. */
  HOLDFAST_TOOLBOX_SCRATCH_GIB: z.coerce.number().int().min(1).max(100_000).default(50),
  /** Operations that may run at once in the whole fleet; a cluster has its own limit besides. */
  HOLDFAST_MAX_OPERATIONS: z.coerce.number().int().min(1).max(10_000).default(20),
  /** Seconds between two readings of every environment's signals. */
  HOLDFAST_HEALTH_SECONDS: z.coerce.number().int().min(2).max(300).default(30),
  /** Where alerts are mailed from: smtp://user:password@host:587, or smtps://… */
  HOLDFAST_SMTP_URL: z.union([z.literal(""), z.url({ protocol: /^smtps?$/ })]).default(""),
  HOLDFAST_MAIL_FROM: z.union([z.literal(""), z.email()]).default(""),
  /** "true" lets webhooks of alerts go to addresses inside this network, and over http. */
  HOLDFAST_INNER_WEBHOOKS: z.enum(["true", "false"]).default("false"),
  /** The address people open, for links in messages. */
  BASE_URL: z.union([z.literal(""), z.url()]).default(""),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

export type Env = z.infer<typeof Env>;

/** The process's settings. Throws one sentence that names every variable that is missing or wrong. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = Env.safeParse(source);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
  throw new Error(`The environment is not complete: ${faults.join(", ")}. See .env.example.`);
}
