"use client";

import { type FormEvent, useState } from "react";
import { messages as text } from "@/components/change/governance-messages";
import { useGovernance } from "@/components/change/use-governance";
import { ErrorState } from "@/components/patterns/error-state";
import { FoldSection } from "@/components/patterns/fold-section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { SelectField, TextArea } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import type { Change } from "@/lib/contracts/api/resources/change";

/** What people said about the change, newest first, and a field to say more. */
export function Comments({ change }: { change: Change }) {
  const { comments, can } = change.governance;
  return (
    <FoldSection
      title={text.comments}
      meta={comments.length === 0 ? text.noneYet : comments.length}
      open={comments.length > 0}
    >
      {comments.length === 0 ? <p className="prose">{text.noComments}</p> : null}
      <ul className="people">
        {comments.map(({ id, author, text: said, at }) => (
          <li key={id}>
            <Glyph tone="unknown" label={text.comment} />
            <span className="strong">{author.name}</span>
            <span className="t2 said">{said}</span>
            <span className="sub nb">
              <TimeInZone at={at} zone={change.environment.timeZone} />
            </span>
          </li>
        ))}
      </ul>
      {can.comment.allowed ? (
        <CommentForm change={change} />
      ) : (
        <p className="sub small">{can.comment.reason}</p>
      )}
    </FoldSection>
  );
}

function CommentForm({ change }: { change: Change }) {
  const [written, setWritten] = useState("");
  const mutation = useGovernance(change, () => setWritten(""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (written.trim() !== "" && !mutation.isPending)
      mutation.mutate({ act: "comment", text: written.trim() });
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2 narrow-form pad-top">
      <TextArea
        label={text.commentLabel}
        value={written}
        maxLength={4000}
        problem={mutation.error?.issueFor("text")}
        onChange={(event) => setWritten(event.target.value)}
      />
      {mutation.error ? <ErrorState error={mutation.error} what={text.failed} /> : null}
      <SelectField
        label={text.mention}
        value=""
        choices={[
          { value: "", label: "–" },
          ...change.governance.people.map(({ name }) => ({ value: name, label: name })),
        ]}
        onChange={(event) => {
          const name = event.target.value;
          if (name !== "") setWritten(`${written}${/\S$/.test(written) ? " " : ""}@${name} `);
        }}
      />
      <div className="row-tags">
        <Button
          type="submit"
          busy={mutation.isPending}
          disabledReason={written.trim() === "" ? "Write something." : null}
        >
          {text.commentSend}
        </Button>
      </div>
    </form>
  );
}
