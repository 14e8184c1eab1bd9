import "server-only";
import { cutText, plainJson, plainText } from "@/lib/domain/shared/plain-text";
import { redactText } from "./redact";

const MAX_TEXT = 2_000;

/** What somebody else said, as Holdfast keeps and shows it: storable, without credentials, at most 2000 units long. */
export function keptText(text: string): string {
  return cutText(redactText(plainText(text)), MAX_TEXT);
}

/** `keptText` for every string inside a JSON value. */
export function keptJson<T>(value: T): T {
  return plainJson(value, keptText);
}
