import { z } from "zod";
import { STAGES } from "@/lib/domain/catalog/stage";
import { GATE_VERDICTS } from "@/lib/domain/policy/gate";
import { RULE_BOUNDS, RULE_ID } from "@/lib/domain/policy/rule-bounds";
import { RULE_MOMENTS, RULE_TIERS, RULE_VERDICTS } from "@/lib/domain/policy/rule-source";
import { Can, Id, Time } from "./common";

const Sentence = z.string().max(RULE_BOUNDS.text);

/** RuleSource of lib/domain/policy/rule-source. Strict: a field nobody knows is a mistake. */
export const RuleSource = z.strictObject({
  id: z.string().regex(RULE_ID, "An id is 3 to 40 small letters, digits and underscores."),
  title: z.string().max(RULE_BOUNDS.title),
  when: z.string().max(1_000),
  verdict: z.enum(RULE_VERDICTS),
  fact: Sentence,
  remedy: Sentence,
  passes: Sentence,
  elsewhere: Sentence.default(""),
  waivable: z.boolean().default(false),
  stages: z.array(z.enum(STAGES)).max(STAGES.length).default([]),
  tiers: z.array(z.enum(RULE_TIERS)).max(RULE_TIERS.length).default([]),
  moments: z.array(z.enum(RULE_MOMENTS)).max(RULE_MOMENTS.length).default([]),
});
export type RuleSource = z.infer<typeof RuleSource>;
export const RuleSources = z.array(RuleSource).max(RULE_BOUNDS.rules);

/** A rule as people read and edit it. */
const ListedRule = z.object({
  id: z.string(),
  title: z.string(),
  verdict: z.enum(RULE_VERDICTS),
  when: z.string(),
  scope: z.string(),
  waivable: z.boolean(),
  /** YAML, as it is edited. */
  text: z.string(),
});
export type ListedRule = z.infer<typeof ListedRule>;

const RuleChange = z.object({
  id: z.string(),
  kind: z.enum(["added", "changed", "removed"]),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type RuleChange = z.infer<typeof RuleChange>;

const VersionBrief = z.object({
  id: Id,
  number: z.int(),
  state: z.enum(["draft", "active", "superseded", "discarded"]),
  author: z.string(),
  activatedBy: z.string().nullable(),
  reason: z.string(),
  at: Time,
  rules: z.int(),
});
export type VersionBrief = z.infer<typeof VersionBrief>;

export const GatePolicy = z.object({
  /** 0: the rules that are shipped. */
  active: z.object({
    number: z.int(),
    since: Time.nullable(),
    rules: z.array(ListedRule).max(RULE_BOUNDS.rules),
  }),
  draft: z
    .object({
      number: z.int(),
      revision: z.int(),
      author: z.string(),
      updatedAt: Time,
      /** Set when another version became active since it was begun: it cannot be activated any more. */
      outdated: z.boolean(),
      rules: z.array(ListedRule).max(RULE_BOUNDS.rules),
      changes: z.array(RuleChange).max(2 * RULE_BOUNDS.rules),
    })
    .nullable(),
  versions: z.array(VersionBrief).max(50),
  /** What a rule may read. */
  facts: z.array(z.object({ name: z.string(), type: z.string(), about: z.string() })).max(200),
  can: z.object({ edit: Can }),
});
export type GatePolicy = z.infer<typeof GatePolicy>;

/** 0 says that there was no draft when the editor looked. */
const Revision = z.int().min(0);
export const SaveRule = z.object({
  revision: Revision,
  /** The rule that is replaced; null for one more. */
  ruleId: z.string().max(RULE_BOUNDS.id).nullable(),
  text: z.string().max(RULE_BOUNDS.source, `A rule has at most ${RULE_BOUNDS.source} characters.`),
});
export const RemoveRule = z.object({ revision: Revision, ruleId: z.string().max(RULE_BOUNDS.id) });
export const DiscardDraft = z.object({ revision: z.int().min(1) });
export const ActivateDraft = z.object({
  revision: z.int().min(1),
  reason: z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500),
});

const Verdict = z.enum([...GATE_VERDICTS, "absent"]);
/** What a draft would have said to changes that were decided on or started. */
export const PolicyDryRun = z.object({
  revision: z.int(),
  /** Changes that were asked again, each by its newest judgement. */
  asked: z.int(),
  /** Changes whose judgement lacks facts that are declared today: they cannot be asked. */
  incomplete: z.int(),
  differing: z
    .array(
      z.object({
        change: z.object({ id: Id, number: z.string(), title: z.string() }),
        environment: z.string(),
        moment: z.string(),
        at: Time,
        /** Whether it would have been refused, and was. */
        before: z.enum(["open", "refused"]),
        after: z.enum(["open", "refused"]),
        gates: z
          .array(
            z.object({
              id: z.string(),
              title: z.string(),
              before: Verdict,
              after: Verdict,
              fact: z.string(),
            }),
          )
          .max(RULE_BOUNDS.rules),
      }),
    )
    .max(200),
  opened: z.int(),
  closed: z.int(),
});
export type PolicyDryRun = z.infer<typeof PolicyDryRun>;
