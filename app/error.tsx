"use client";

import { Brand } from "@/components/patterns/brand";
import { Failure } from "@/components/patterns/failure";

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="alone" id="main">
      <div className="brand bare">
        <Brand />
      </div>
      <Failure error={error} onRetry={retry} />
    </main>
  );
}
