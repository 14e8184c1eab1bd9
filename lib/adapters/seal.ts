import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Seal } from "@/lib/ports/outside";

/** Layout of sealed bytes: version (1) · nonce (12) · tag (16) · ciphertext. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * Seals with AES-256-GCM under one key; version and context are authenticated with the text.
 * @param keyBase64 32 random bytes in base64. Throws when it is anything else.
 */
export function createSeal(keyBase64: string): Seal {
  const key = Buffer.from(keyBase64, "base64");
  if (key.length !== 32)
    throw new Error(`The sealing key must be 32 bytes in base64, not ${key.length} bytes.`);
  const bound = (context: string) => Buffer.concat([Buffer.of(VERSION), Buffer.from(context, "utf8")]);

  return {
    seal(clear, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(bound(context));
      const text = Buffer.concat([cipher.update(clear, "utf8"), cipher.final()]);
      return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]));
    },

    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      if (bytes.length < HEAD_BYTES) throw new Error("The sealed bytes are too short.");
      if (bytes[0] !== VERSION) throw new Error(`The sealed bytes have the unknown version ${bytes[0]}.`);
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(bound(context));
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      try {
        const clear = Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]);
        return clear.toString("utf8");
      } catch {
        throw new Error("The sealed bytes were altered, or belong to another key or place.");
      }
    },
  };
}
