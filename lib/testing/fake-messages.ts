import type { Mail, Messages, Post } from "@/lib/ports/messages";

/** Keeps what was sent; `failing` decides what each attempt meets, `hanging` and `slow` what a mail and a post wait for. */
export class FakeMessages implements Messages {
  readonly mails = true;
  readonly sentMails: Mail[] = [];
  readonly posts: Post[] = [];
  failing: (id: string) => Error | null = () => null;

  hanging: Promise<void> | null = null;
  slow: (post: Post) => Promise<void> | null = () => null;

  async mail(mail: Mail): Promise<void> {
    if (this.hanging !== null) await this.hanging;
    this.meet(mail.id);
    this.sentMails.push(mail);
  }

  async post(post: Post): Promise<void> {
    await this.slow(post);
    this.meet(post.id);
    this.posts.push(post);
  }

  private meet(id: string): void {
    const error = this.failing(id);
    if (error !== null) throw error;
  }
}
