import type { Mail, Messages, Post } from "@/lib/ports/messages";

/** Keeps what was sent; `failing` decides what each attempt meets. */
export class FakeMessages implements Messages {
  readonly mails = true;
  readonly sentMails: Mail[] = [];
  readonly posts: Post[] = [];
  failing: (id: string) => Error | null = () => null;

  async mail(mail: Mail): Promise<void> {
    this.meet(mail.id);
    this.sentMails.push(mail);
  }

  async post(post: Post): Promise<void> {
    this.meet(post.id);
    this.posts.push(post);
  }

  private meet(id: string): void {
    const error = this.failing(id);
    if (error !== null) throw error;
  }
}
