import { z } from "zod";
import { CONFLICT_KINDS } from "@/lib/domain/change/conflicts";
import { MAX_WEIGHT, RISK_BANDS, RISK_FACTORS, riskSettingsProblem } from "@/lib/domain/risk/settings";
import { Can, Id, Time } from "./common";

const Weight = z.int().min(0).max(MAX_WEIGHT);

/** RiskSettings of lib/domain/risk/settings, with its bounds. */
export const RiskSettings = z
  .object({
    weights: z.record(z.enum(RISK_FACTORS), Weight),
    mediumFrom: z.int().min(1).max(99),
    highFrom: z.int().min(2).max(100),
  })
  .superRefine((settings, check) => {
    const message = riskSettingsProblem(settings);
    if (message !== null) check.addIssue({ code: "custom", path: ["weights"], message });
  });

export const RiskFactor = z.object({
  id: z.enum(RISK_FACTORS),
  title: z.string(),
  fact: z.string(),
  /** Points it gives at most, and what it gives here. */
  weight: z.int(),
  points: z.int(),
});

export const RiskAssessment = z.object({
  score: z.int().min(0).max(100),
  band: z.enum(RISK_BANDS),
  factors: z.array(RiskFactor).max(RISK_FACTORS.length),
});
export type RiskAssessment = z.infer<typeof RiskAssessment>;

export const Conflict = z.object({
  kind: z.enum(CONFLICT_KINDS),
  sentence: z.string(),
  /** Where to look; null when it belongs to another tenant. */
  subject: z.object({ kind: z.enum(["change", "train"]), id: Id, number: z.string() }).nullable(),
});
export type Conflict = z.infer<typeof Conflict>;

export const RiskPolicy = z.object({
  settings: RiskSettings,
  /** True while nobody has set anything: the settings are Holdfast's own. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  /** 0 while nobody has set anything. */
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type RiskPolicy = z.infer<typeof RiskPolicy>;
export const EditRiskPolicy = z.object({ version: z.int().min(0), settings: RiskSettings });

const Share = z.number().min(0).max(1);

/** What was predicted at the start, held against what happened. */
export const RiskCalibration = z.object({
  /** Changes that were started with a score and have ended. */
  judged: z.int(),
  failed: z.int(),
  days: z.int(),
  bands: z
    .array(
      z.object({
        band: z.enum(RISK_BANDS),
        /** Scores that fall into it, both ends included. */
        from: z.int(),
        to: z.int(),
        judged: z.int(),
        failed: z.int(),
        /** Share that failed; null where too few have ended to say. */
        failureRate: Share.nullable(),
        meanScore: z.number().nullable(),
      }),
    )
    .max(RISK_BANDS.length),
  /** Mean squared distance between score/100 and what happened; `base` by always saying the overall rate. Null: too few. */
  brier: z.object({ score: Share, base: Share }).nullable(),
  /** So many must have ended before anything is said. */
  needed: z.int(),
  weeks: z
    .array(
      z.object({
        from: Time,
        judged: z.int(),
        meanScore: z.number().nullable(),
        failedPercent: z.number().nullable(),
      }),
    )
    .max(60),
  /** The last that ended, newest first: what was predicted for each, and what happened. */
  last: z
    .array(
      z.object({
        change: z.object({ id: Id, number: z.string(), title: z.string() }),
        environment: z.object({ name: z.string(), tenantName: z.string(), timeZone: z.string() }),
        score: z.int(),
        band: z.enum(RISK_BANDS),
        ended: z.enum(["succeeded", "failed", "rolled_back"]),
        endedAt: Time,
      }),
    )
    .max(20),
  verdict: z.string(),
});
export type RiskCalibration = z.infer<typeof RiskCalibration>;
