import { z } from "zod";
import { DIGEST } from "@/lib/domain/release/reference";
import { Id, Named, Stage, Time } from "./common";
import { ChangeFlag, EvidenceKind } from "./evidence";
import { ModuleMetadata, ReleaseExtras } from "./release-manifest";

/** How much CI told of a module; the inventory itself stays where differences are found. */
export const ModuleSummary = z.object({
  models: z.int(),
  fields: z.int(),
  dataFiles: z.int(),
  securityFiles: z.int(),
  scheduledJobs: z.int(),
  endpoints: z.array(z.string()),
  python: z.array(z.string()),
  authentication: z.boolean(),
});
export type ModuleSummary = z.infer<typeof ModuleSummary>;

export const Module = z.object({
  name: z.string(),
  version: z.string(),
  schemaChange: z.boolean(),
  /** Null when CI told nothing of it. */
  told: ModuleSummary.nullable(),
});

export const Quarantine = z.object({ reason: z.string(), by: z.string(), since: Time });

export const ModuleDifference = z.object({
  kind: z.enum(["new", "changed", "removed"]),
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  schemaChange: z.boolean(),
});
export type ModuleDifference = z.infer<typeof ModuleDifference>;

export const Release = z.object({
  id: Id,
  name: z.string(),
  line: z.enum(["feature", "urgent_fix"]),
  repository: z.string(),
  digest: z.string(),
  sourceRevision: z.string(),
  notes: z.string(),
  createdAt: Time,
  moduleCount: z.int(),
  /** Where it runs now, as far as the reader may see. */
  runsOn: z.array(z.object({ id: Id, name: z.string(), stage: Stage, tenant: Named })),
  passed: z.array(z.object({ stage: Stage, tenant: Named, at: Time })),
  quarantine: Quarantine.nullable(),
  /** Kinds of evidence that are attached to it. */
  evidence: z.array(EvidenceKind),
});
export type Release = z.infer<typeof Release>;

export const ReleaseDetail = Release.extend({
  modules: z.array(Module),
  configuration: z.record(z.string(), z.string()),
  /** What the image asks of its place; null when CI told nothing. */
  extras: z
    .object({
      ingress: z.record(z.string(), z.string()),
      resources: z.record(z.string(), z.string()),
      python: z.array(z.string()),
    })
    .nullable(),
  /** What CI should mend though it hinders nothing: modules with other content at the same version as before. */
  warnings: z.array(z.string()),
});
export type ReleaseDetail = z.infer<typeof ReleaseDetail>;

const SettingDifference = z.object({
  key: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
/** Settings that differ between two releases. */
export const SettingDifferences = z.object({
  configuration: z.array(SettingDifference),
  /** Of ingress, resources and the image's packages, as "ingress.proxy-read-timeout". */
  place: z.array(SettingDifference),
});
export type SettingDifferences = z.infer<typeof SettingDifferences>;

export const ReleaseComparison = z.object({
  from: z.object({ id: Id, name: z.string(), digest: z.string() }),
  to: z.object({ id: Id, name: z.string(), digest: z.string() }),
  modules: z.array(ModuleDifference),
  unchangedModules: z.int(),
  ...SettingDifferences.shape,
  flags: z.array(ChangeFlag),
  reasons: z.array(z.object({ flag: ChangeFlag, module: z.string().nullable(), sentence: z.string() })),
  untold: z.array(z.string()),
});
export type ReleaseComparison = z.infer<typeof ReleaseComparison>;

const moduleName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "A module name is lower case letters, digits and _.");

export const RegisterRelease = z.object({
  name: z
    .string()
    .regex(/^[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,3}$/, "Give the release as YEAR.MONTH.NUMBER, such as 2026.11.2."),
  line: z.enum(["feature", "urgent_fix"]).default("feature"),
  repository: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)+$/, "Give the repository as host/path, without tag."),
  digest: z.string().regex(DIGEST, "A digest is sha256: and 64 hex digits."),
  sourceRevision: z.string().min(7).max(64),
  notes: z.string().max(4000).default(""),
  modules: z
    .array(
      z.object({
        name: moduleName,
        version: z.string().regex(/^\d+(\.\d+){4}$/, "Give all five parts, such as 19.0.1.0.0."),
        schemaChange: z.boolean().default(false),
        metadata: ModuleMetadata.optional(),
      }),
    )
    .min(1)
    .max(1000)
    .refine(
      (modules) => new Set(modules.map(({ name }) => name)).size === modules.length,
      "A module is listed twice. List each module once.",
    ),
  configuration: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), z.string().max(500)).default({}),
  extras: ReleaseExtras.optional(),
});
