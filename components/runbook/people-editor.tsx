import { type ContactDraft, type MessageDraft, newContact, newMessage } from "@/components/runbook/draft";
import { messages } from "@/components/runbook/messages";
import type { IssueFor } from "@/components/runbook/step-editor";
import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import { PLACEHOLDERS, RUNBOOK_BOUNDS } from "@/lib/domain/runbook/content";

const text = messages.form;

type ContactsProps = {
  contacts: readonly ContactDraft[];
  issueFor: IssueFor;
  onChange: (contacts: readonly ContactDraft[]) => void;
};

const CONTACT_FIELDS = [
  { name: "name", label: text.contactName },
  { name: "contact", label: text.contact },
  { name: "role", label: text.contactRole },
  { name: "when", label: text.when },
] as const;

/** Whom to call, in the order they are called. */
export function ContactsEditor({ contacts, issueFor, onChange }: ContactsProps) {
  const edit = (id: string, part: Partial<ContactDraft>) =>
    onChange(contacts.map((contact) => (contact.id === id ? { ...contact, ...part } : contact)));
  return (
    <>
      {contacts.map((contact, index) => (
        <fieldset key={contact.id} className="step-form">
          <legend className="sr">
            {text.escalation} {index + 1}
          </legend>
          <div className="row">
            {CONTACT_FIELDS.map(({ name, label }) => (
              <TextField
                key={name}
                label={label}
                value={contact[name]}
                maxLength={name === "name" ? 80 : 160}
                problem={issueFor(`content.escalation.${index}.${name}`)}
                onChange={(event) => edit(contact.id, { [name]: event.target.value })}
              />
            ))}
          </div>
          <RemoveEntry
            number={index + 1}
            onRemove={() => onChange(contacts.filter(({ id }) => id !== contact.id))}
          />
        </fieldset>
      ))}
      {contacts.length < RUNBOOK_BOUNDS.escalation ? (
        <Button onClick={() => onChange([...contacts, newContact()])}>{text.addContact}</Button>
      ) : null}
    </>
  );
}

type MessagesProps = {
  drafts: readonly MessageDraft[];
  issueFor: IssueFor;
  onChange: (drafts: readonly MessageDraft[]) => void;
};

const HINT = Object.entries(PLACEHOLDERS)
  .map(([name, meaning]) => `{${name}} ${meaning}`)
  .join(" · ");

/** What to tell, with braces for what is only known when the runbook is followed. */
export function MessagesEditor({ drafts, issueFor, onChange }: MessagesProps) {
  const edit = (id: string, part: Partial<MessageDraft>) =>
    onChange(drafts.map((message) => (message.id === id ? { ...message, ...part } : message)));
  return (
    <>
      {drafts.map((message, index) => (
        <fieldset key={message.id} className="step-form">
          <legend className="sr">
            {text.messages} {index + 1}
          </legend>
          <div className="row">
            <TextField
              label={text.messageTitle}
              value={message.title}
              maxLength={RUNBOOK_BOUNDS.title}
              problem={issueFor(`content.messages.${index}.title`)}
              onChange={(event) => edit(message.id, { title: event.target.value })}
            />
            <TextField
              label={text.audience}
              value={message.audience}
              maxLength={160}
              onChange={(event) => edit(message.id, { audience: event.target.value })}
            />
          </div>
          <TextArea
            label={text.message}
            hint={HINT}
            value={message.text}
            maxLength={RUNBOOK_BOUNDS.text}
            problem={issueFor(`content.messages.${index}.text`)}
            onChange={(event) => edit(message.id, { text: event.target.value })}
          />
          <RemoveEntry
            number={index + 1}
            onRemove={() => onChange(drafts.filter(({ id }) => id !== message.id))}
          />
        </fieldset>
      ))}
      {drafts.length < RUNBOOK_BOUNDS.messages ? (
        <Button onClick={() => onChange([...drafts, newMessage()])}>{text.addMessage}</Button>
      ) : null}
    </>
  );
}

function RemoveEntry({ number, onRemove }: { number: number; onRemove: () => void }) {
  return (
    <div className="row-end">
      <Button variant="quiet" onClick={onRemove}>
        {text.remove}
        <span className="sr"> {number}</span>
      </Button>
    </div>
  );
}
