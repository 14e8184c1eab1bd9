import { messages as text } from "@/components/approval/messages";
import { Notice } from "@/components/ui/notice";
import type { ApprovalPolicy } from "@/lib/contracts/api/resources/approval";
import { STAGE_NAMES, STAGES } from "@/lib/domain/catalog/stage";
import { type PathStep, rolesInWords } from "@/lib/domain/change/approval-path";
import { approvalPathOf, approvalSettingsProblem, conditionWords } from "@/lib/domain/change/approval-policy";

type Settings = ApprovalPolicy["settings"];

/** What the lines come to, stage by stage, while they are written; or why they cannot stand together. */
export function Outcome({ of, settings }: { of: ApprovalPolicy["class"]; settings: Settings }) {
  const problem = approvalSettingsProblem(of, settings);
  if (problem !== null) return <Notice tone="warn">{problem}</Notice>;
  const subject = { class: of, tier: "tier2", flags: [] } as const;
  const byPath = new Map<string, string[]>();
  for (const stage of STAGES) {
    const said = stepsInWords(approvalPathOf(settings, { ...subject, stage }).steps);
    byPath.set(said, [...(byPath.get(said) ?? []), STAGE_NAMES[stage]]);
  }
  const special = settings.rules.filter(({ tiers, flags }) => tiers.length + flags.length > 0);
  return (
    <div>
      <p className="strong">{text.outcome}</p>
      <ul className="fact-lines plain">
        {[...byPath].map(([said, stages]) => (
          <li key={said}>
            {stages.join(", ")}: {said}
          </li>
        ))}
        {special.map((rule) => (
          <li key={conditionWords(rule)}>
            {conditionWords(rule)}: {stepsInWords(rule.steps)}
          </li>
        ))}
      </ul>
    </div>
  );
}

const stepsInWords = (steps: readonly PathStep[]): string =>
  steps
    .map(({ title, roles, quorum }) => {
      const people = quorum === 1 ? "one person" : `${quorum} people`;
      return `${title || "(no name)"}, ${people}, ${rolesInWords(roles) || "(no role)"}`;
    })
    .join("; then ");
