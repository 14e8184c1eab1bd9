import { Brand } from "@/components/patterns/brand";
import { messages } from "@/components/sign-in/messages";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { Glyph } from "@/components/ui/glyph";

type SignInPageProps = { callbackUrl: string | undefined; greeting: string | null };

/** The door: what Holdfast promises on the left, the form on the right. */
export function SignInPage({ callbackUrl, greeting }: SignInPageProps) {
  return (
    <div className="signin">
      <header className="side">
        <div className="brand bare">
          <Brand />
        </div>
        <div className="claim hide-narrow">
          <p className="claim-title">{messages.claim}</p>
          <p className="lede">{messages.scope}</p>
          <ul className="rowlist promises">
            {messages.promises.map((promise) => (
              <li key={promise.what}>
                <Glyph tone="good" />
                <span>{promise.what}</span>
                <span className="sub">{promise.how}</span>
              </li>
            ))}
          </ul>
        </div>
      </header>
      <main className="form" id="main">
        <SignInForm callbackUrl={callbackUrl} greeting={greeting} />
        <p className="small sub">{messages.noAccount}</p>
      </main>
    </div>
  );
}
