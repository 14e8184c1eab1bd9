import "server-only";
import { createTransport } from "nodemailer";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { Mail } from "@/lib/ports/messages";

const LIMIT_MS = 15_000;
const CONNECT_MS = 5_000;

export type MailSettings = { smtpUrl: string; from: string };

/** Sends mail over one server; at most 15 s each. */
export function createMailer({ smtpUrl, from }: MailSettings) {
  const limits = { connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: LIMIT_MS };
  const at = new URL(smtpUrl);
  const domain =
    from
      .split("@")
      .at(-1)
      ?.replaceAll(/[^a-zA-Z0-9.-]/g, "") || "holdfast";
  return async ({ id, to, subject, text }: Mail, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) throw new TransientFailure("It was stopped before it was sent.");
    const transport = createTransport({
      ...{ host: at.hostname, port: Number(at.port || (at.protocol === "smtps:" ? 465 : 587)) },
      ...{ secure: at.protocol === "smtps:", disableFileAccess: true, disableUrlAccess: true, ...limits },
      ...(at.username === ""
        ? {}
        : { auth: { user: decodeURIComponent(at.username), pass: decodeURIComponent(at.password) } }),
    });
    const stop = () => transport.close();
    signal.addEventListener("abort", stop, { once: true });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing within ${LIMIT_MS / 1_000} s`)), LIMIT_MS);
    });
    try {
      // The same id again lets a mail server, or a reader, tell that it is the same message.
      const message = { from, to, subject, text, messageId: `<${id}@${domain}>` };
      await Promise.race([transport.sendMail(message), late]);
    } catch (error) {
      throw failureOf(error, at.hostname);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      transport.close();
    }
  };
}

/** RFC 5321: a 4xx answer may be another one later, a 5xx is final. */
function failureOf(error: unknown, host: string): Error {
  const answered =
    error instanceof Error && "responseCode" in error && typeof error.responseCode === "number"
      ? error.responseCode
      : null;
  const why = error instanceof Error ? error.message.replaceAll(/\s+/g, " ").slice(0, 200) : "no cause known";
  if (answered !== null && answered >= 500)
    return new RefusedFailure(`The mail server ${host} refused it: ${why}`, { cause: error });
  return new TransientFailure(`The mail server ${host} did not take it: ${why}`, { cause: error });
}
