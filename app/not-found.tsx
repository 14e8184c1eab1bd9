import type { Metadata } from "next";
import { Brand } from "@/components/patterns/brand";
import { EmptyState } from "@/components/patterns/empty-state";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="alone" id="main">
      <div className="brand bare">
        <Brand />
      </div>
      <h1>Not found</h1>
      <EmptyState
        title="There is no such page, or it is not yours to see."
        action={<LinkButton href="/">Go to the overview</LinkButton>}
      >
        Check the address. What lies outside your scope does not exist for you.
      </EmptyState>
    </main>
  );
}
