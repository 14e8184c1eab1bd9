import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { TOKEN_PREFIX } from "@/lib/domain/access/token";

/** A new token with 256 random bits; only its hash is ever stored. */
export const newToken = (): string => `${TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;

/** SHA-256 of a token, in hex. It has too many random bits to be guessed, so a slow hash would add nothing. */
export const tokenHash = (token: string): string => createHash("sha256").update(token, "utf8").digest("hex");

/** SHA-256 of a file's bytes, in hex. */
export const bytesHash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
