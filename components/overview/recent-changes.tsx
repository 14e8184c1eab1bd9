import { ChangeTable } from "@/components/change/change-table";
import { messages } from "@/components/overview/messages";
import { EmptyState } from "@/components/patterns/empty-state";
import { Section } from "@/components/patterns/section";
import { LinkButton } from "@/components/ui/link-button";
import type { ChangeBrief } from "@/lib/contracts/api/resources/change";

/** The changes that moved last. */
export function RecentChanges({ changes }: { changes: readonly ChangeBrief[] }) {
  return (
    <Section title={messages.recent}>
      {changes.length === 0 ? (
        <EmptyState
          title={messages.noRecent}
          action={<LinkButton href="/changes/new">{messages.draftChange}</LinkButton>}
        />
      ) : (
        <ChangeTable changes={changes} caption={messages.recent} />
      )}
    </Section>
  );
}
