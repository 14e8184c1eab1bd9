import { EmptyState } from "@/components/patterns/empty-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { State } from "@/components/ui/glyph";
import { LinkButton } from "@/components/ui/link-button";

type ForbiddenProps = { here: string; reason: string | null; back: { href: string; label: string } };

/** In the reader's sight, but not theirs to do: why, and the way back. */
export function Forbidden({ here, reason, back }: ForbiddenProps) {
  return (
    <Page trail={[back]} here={here}>
      <PageHead
        title={here}
        state={<State tone="warn">Not allowed</State>}
        sentence={reason ?? "This is not yours to do."}
      />
      <EmptyState title="What now" action={<LinkButton href={back.href}>Back to {back.label}</LinkButton>}>
        A platform engineer can give you a role that includes it. Attempts are on the record.
      </EmptyState>
    </Page>
  );
}
