"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { messages } from "@/components/account/messages";
import { ErrorState } from "@/components/patterns/error-state";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";

/** Whether what stands beneath the bell goes out by mail too. */
export function NoticeMail() {
  const reader = useReader();
  const router = useRouter();
  const mutation = useMutation<{ enabled: boolean }, ApiError, boolean>({
    mutationFn: (enabled) => call("setNoticeMail", { body: { enabled } }),
    // Who the reader is comes with the page.
    onSuccess: () => router.refresh(),
  });
  const now = mutation.data?.enabled ?? reader.mailNotices;
  return (
    <Section title={messages.mail} meta={messages.mailNote}>
      <fieldset className="seg theme-choice">
        <legend className="sr">{messages.mail}</legend>
        {[false, true].map((enabled) => (
          <button
            key={String(enabled)}
            type="button"
            aria-pressed={now === enabled}
            onClick={() => (mutation.isPending ? undefined : mutation.mutate(enabled))}
          >
            {enabled ? messages.mailToo : messages.mailNever}
          </button>
        ))}
      </fieldset>
      <p className="prose">{messages.mailHint(reader.email)}</p>
      {mutation.error ? <ErrorState error={mutation.error} what={messages.mailFailed} /> : null}
    </Section>
  );
}
