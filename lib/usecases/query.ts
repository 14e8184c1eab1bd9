import "server-only";
import { z } from "zod";
import type { Action } from "@/lib/domain/access/actions";
import { type ReadScope, readScope } from "@/lib/domain/access/decide";
import { Problem } from "@/lib/domain/shared/problem";
import { unstorableAt } from "@/lib/domain/shared/storable";
import { type Context, grantsOf } from "./context";
import { inputWords } from "./input-words";

type Spec<S extends z.ZodType, Out> = {
  action: Action;
  input: S;
  run: (args: { ctx: Context; scope: ReadScope; input: z.output<S> }) => Promise<Out>;
};

/** A read: parse, mint the scope, read within it. What is out of scope is simply not there. */
export function query<S extends z.ZodType, Out>(spec: Spec<S, Out>) {
  return async (ctx: Context, raw: z.input<S>): Promise<Out> => {
    const input = parseInput(spec.input, raw);
    return spec.run({ ctx, scope: readScope(grantsOf(ctx.actor), spec.action), input });
  };
}

/** Parses or throws Problem `invalid_input` whose message names the first fault and whose facts list all. */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const unstorable = unstorableAt(raw);
  if (unstorable !== null) {
    const path = unstorable.slice(0, 100);
    const message = "The text holds a character that cannot be stored (NUL, or half of a pair).";
    throw new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });
  }
  const parsed = schema.safeParse(raw, { error: inputWords });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.map(String).join("."),
    message: issue.message,
  }));
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : "";
  throw new Problem("invalid_input", `${where}${first?.message ?? "The request is not valid."}`, { issues });
}

/** For a single resource: null becomes Problem `not_found`. */
export function found<T>(row: T | null, what: string): T {
  if (row === null) throw new Problem("not_found", `There is no such ${what}, or it is not yours to see.`);
  return row;
}

export const Nothing = z.object({});
