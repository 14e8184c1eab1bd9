import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** 256 bits of chance behind a word by which a leaked one is recognised; guessing it is out of the question. */
export const newFeedToken = (): string => `hfcal_${randomBytes(32).toString("base64url")}`;

/** What is kept of a token. It is long and random, so that one round of SHA-256 is enough. */
export const feedTokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Where a calendar program reads. */
export const feedPath = (token: string): string => `/api/v1/calendar.ics?token=${token}`;
