"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Output } from "@/lib/contracts/api/registry";

export type Reader = Output<"getMe">;

const ReaderContext = createContext<Reader | null>(null);

/** Makes the signed-in person known to everything inside the console. */
export function ReaderProvider({ reader, children }: { reader: Reader; children: ReactNode }) {
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

/** The signed-in person. Only inside the console; elsewhere it is a bug and throws. */
export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (reader === null) throw new Error("useReader is used outside the console.");
  return reader;
}
