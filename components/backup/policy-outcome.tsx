import { policyMessages as text } from "@/components/backup/policy-messages";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Notice } from "@/components/ui/notice";
import type { BackupPolicyPreview } from "@/lib/contracts/api/resources/backup";

type PolicyOutcomeProps = { preview: BackupPolicyPreview; verifyEveryDays: number | null };

/** What a policy comes to: when, how much stays, how often it is proven. */
export function PolicyOutcome({ preview, verifyEveryDays }: PolicyOutcomeProps) {
  if (preview.problem !== null) return <Notice tone="bad">{preview.problem}</Notice>;
  const { schedule, timeZone, next, points, oldestDays } = preview;
  return (
    <>
      <p className="prose">
        {text.taken(schedule)} {verifyEveryDays === null ? "" : text.proven(verifyEveryDays)}
      </p>
      <p className="prose">
        {text.next(timeZone)}{" "}
        {next.map((at, index) => (
          <span key={at}>
            {index === 0 ? "" : ", "}
            <TimeInZone at={at} zone={timeZone} />
          </span>
        ))}
        .
      </p>
      <p className="prose">{text.keeps(points, oldestDays)}</p>
    </>
  );
}
