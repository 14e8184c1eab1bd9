import "server-only";
import { RefusedFailure } from "@/lib/ports/failure";
import type { Messages } from "@/lib/ports/messages";
import { createMailer, type MailSettings } from "./mail";
import { createWebhook } from "./webhook";

/** Mail over one server, if one is named, and posts to web addresses. */
export function createMessages(options: { mail: MailSettings | null; innerWebhooks: boolean }): Messages {
  const mail = options.mail === null ? null : createMailer(options.mail);
  return {
    mails: mail !== null,
    mail: mail ?? noMail,
    post: createWebhook({ inner: options.innerWebhooks }),
  };
}

async function noMail(): Promise<never> {
  throw new RefusedFailure(
    "No mail server is named: the operator sets HOLDFAST_SMTP_URL and HOLDFAST_MAIL_FROM.",
  );
}
