"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ClockProvider } from "@/components/patterns/clock";
import { PageFrame } from "@/components/patterns/page-frame";
import { type Reader, ReaderProvider } from "@/components/patterns/reader";
import { createQueryClient } from "@/lib/client/query-client";

type ConsoleProps = { reader: Reader; renderedAt: number; children: ReactNode };

/** Everything around a console page: cache, clock, person, frame. */
export function Console({ reader, renderedAt, children }: ConsoleProps) {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <ClockProvider renderedAt={renderedAt}>
        <ReaderProvider reader={reader}>
          <PageFrame>{children}</PageFrame>
        </ReaderProvider>
      </ClockProvider>
    </QueryClientProvider>
  );
}
