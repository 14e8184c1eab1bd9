"use client";

import { type FormEvent, useState } from "react";
import { messages } from "@/components/sign-in/messages";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { safeReturnPath, signIn } from "@/lib/client/session";

type SignInFormProps = { callbackUrl: string | undefined; greeting: string | null };

/** The server's own sentence where it sent one; its codes are not for people. */
function refusalText(reason: string): string {
  if (reason === "CredentialsSignin" || reason === "401") return messages.wrong;
  return reason.includes(" ") ? reason : messages.refused;
}

/** E-mail and password. A refusal keeps the address, clears the password and says why. */
export function SignInForm({ callbackUrl, greeting }: SignInFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!email.trim() || !password) {
      setProblem(messages.missing);
      return;
    }
    setBusy(true);
    setProblem(null);
    const result = await signIn(email.trim(), password);
    if (result.kind === "signed_in") {
      window.location.assign(safeReturnPath(callbackUrl, window.location.origin));
      return;
    }
    setBusy(false);
    setPassword("");
    setProblem(result.kind === "unreachable" ? messages.unreachable : refusalText(result.reason));
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <div>
        <h1>{messages.title}</h1>
        <p className="t2">{messages.to}</p>
      </div>
      {greeting && !problem ? <Notice tone="wait">{greeting}</Notice> : null}
      {problem ? (
        <div role="alert">
          <Notice tone="bad">{problem}</Notice>
        </div>
      ) : null}
      <TextField
        label={messages.email}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        maxLength={254}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label={messages.password}
        type="password"
        name="password"
        autoComplete="current-password"
        value={password}
        maxLength={200}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" variant="primary" wide tall busy={busy} keyHint="↵">
        {busy ? messages.submitting : messages.submit}
      </Button>
      <p className="small sub">{messages.note}</p>
    </form>
  );
}
