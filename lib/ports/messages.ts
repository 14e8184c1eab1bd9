export type Mail = { id: string; to: string; subject: string; text: string };
export type Post = {
  /** The same however often it is sent. */
  id: string;
  url: string;
  body: unknown;
  /** Signs the body; null for receivers that check no signature. */
  secret: string | null;
};

/**
 * Messages to people outside of Holdfast. What may succeed later is a TransientFailure, what never will a
 * RefusedFailure; both say why in a sentence without the address's secret part.
 */
export interface Messages {
  /** False when no mail server was named: then mail is refused at once. */
  readonly mails: boolean;
  mail(mail: Mail, signal: AbortSignal): Promise<void>;
  /** Resolves when the receiver took it (any 2xx). Redirects are refused. */
  post(post: Post, signal: AbortSignal): Promise<void>;
}
