import type { Seal } from "@/lib/ports/outside";

/** Hides nothing, but keeps the promise that what is moved to another context does not open. */
export const fakeSeal: Seal = {
  seal: (clear, context) => new TextEncoder().encode(JSON.stringify({ clear, context })),
  open(sealed, context) {
    const kept = JSON.parse(new TextDecoder().decode(sealed)) as { clear: string; context: string };
    if (kept.context !== context) throw new Error("sealed for another context");
    return kept.clear;
  },
};
