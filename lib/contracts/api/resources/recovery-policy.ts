import { z } from "zod";
import {
  RECOVERY_BOUNDS,
  RECOVERY_GATES,
  recoverySettingsProblem,
} from "@/lib/domain/recovery/recovery-policy";
import { Can, Tier, Time } from "./common";

const days = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max);

/** RecoverySettings of lib/domain/recovery/recovery-policy, with its bounds. */
export const RecoverySettings = z
  .object({
    drillEveryDays: days(RECOVERY_BOUNDS.drillEveryDays),
    proofMaxAgeDays: days(RECOVERY_BOUNDS.proofMaxAgeDays),
    gate: z.enum(RECOVERY_GATES),
  })
  .superRefine((settings, check) => {
    const message = recoverySettingsProblem(settings);
    if (message !== null) check.addIssue({ code: "custom", path: ["proofMaxAgeDays"], message });
  });

export const RecoveryPolicy = z.object({
  tier: Tier,
  settings: RecoverySettings,
  /** True while nobody has set anything: the settings are Holdfast's own. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  /** 0 while nobody has set anything. */
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type RecoveryPolicy = z.infer<typeof RecoveryPolicy>;

export const EditRecoveryPolicy = z.object({ version: z.int().min(0), settings: RecoverySettings });
