"use client";

import { Failure } from "@/components/patterns/failure";
import { Page } from "@/components/patterns/page";

export default function ConsoleError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Page here="Failure">
      <Failure error={error} onRetry={retry} />
    </Page>
  );
}
