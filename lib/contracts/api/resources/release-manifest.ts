import { z } from "zod";

const path = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, "A path holds no control characters.");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "Give the file's SHA-256 as 64 hex digits.");
const word = z.string().trim().min(1).max(200);
const setting = z.string().max(500);

/** At most so many keys, with a sentence that says of what. */
const bounded = <Value extends z.ZodType>(key: z.ZodString, value: Value, most: number, what: string) =>
  z
    .record(key, value)
    .refine((record) => Object.keys(record).length <= most, `At most ${most} ${what} are taken.`);

const files = bounded(path, sha256, 500, "files of a kind per module").default({});
const list = (most: number) => z.array(word).max(most).default([]);

/** ModuleMetadata of lib/domain/release/manifest, bounded: what CI reads from one module. */
export const ModuleMetadata = z.strictObject({
  models: bounded(
    z.string().regex(/^[a-z][a-z0-9._]{0,127}$/, "A model's name is lower case letters, digits, _ and dots."),
    z
      .array(z.string().regex(/^[a-z_][a-z0-9_]{0,62}(:[a-z0-9_]{1,30})?$/i, "Give a field as name:type."))
      .max(500),
    200,
    "models per module",
  ).default({}),
  dataFiles: files,
  securityFiles: files,
  scheduledJobs: bounded(z.string().min(1).max(120), setting, 100, "scheduled jobs per module").default({}),
  endpoints: list(50),
  python: list(100),
  authentication: z.boolean().default(false),
});

/** ReleaseExtras of lib/domain/release/manifest, bounded. */
export const ReleaseExtras = z.strictObject({
  ingress: bounded(z.string().min(1).max(120), setting, 100, "settings of the ingress").default({}),
  resources: bounded(z.string().min(1).max(120), setting, 100, "settings of resources").default({}),
  python: list(1000),
});
