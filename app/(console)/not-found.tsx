import { EmptyState } from "@/components/patterns/empty-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { LinkButton } from "@/components/ui/link-button";

export default function NotFound() {
  return (
    <Page here="Not found">
      <PageHead title="Not found" sentence="There is no such thing, or it is not yours to see." />
      <EmptyState title="What now" action={<LinkButton href="/">Go to the overview</LinkButton>}>
        Check the address, or search with ⌘K. What lies outside your scope does not exist for you.
      </EmptyState>
    </Page>
  );
}
