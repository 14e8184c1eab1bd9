import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/domain/shared/canonical";

/** SHA-256 of the value's canonical JSON, in hex. */
export const contentHash = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex");
