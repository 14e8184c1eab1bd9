import type { CheckDraft } from "@/components/integration/check-draft";
import { SelectField, TextField } from "@/components/ui/field";
import { CHECK_KINDS, type CheckKind } from "@/lib/domain/integration/check";

type FieldSpec = { name: Exclude<keyof CheckDraft, "kind">; label: string; hint?: string; path?: string };

const COUNT: readonly FieldSpec[] = [
  { name: "warnAt", label: "Warns from", path: "value.warnAt" },
  { name: "badAt", label: "Broken from", path: "value.badAt" },
];
const POINTER: FieldSpec = {
  ...{ name: "pointer", label: "Number in the answer", path: "value.pointer" },
  hint: "Optional: a JSON pointer to what is counted, such as /queue/depth.",
};
const PLACE: readonly FieldSpec[] = [
  { name: "host", label: "Host" },
  { name: "port", label: "Port" },
];

const FIELDS: Readonly<Record<CheckKind, readonly FieldSpec[]>> = {
  http: [
    {
      name: "url",
      label: "Address",
      hint: "It is asked with GET and has to answer 2xx. Redirects are not followed.",
    },
    { name: "header", label: "Header for the secret", hint: "Optional: authorization, api-key or x-…." },
    POINTER,
    ...COUNT,
  ],
  tcp: [
    ...PLACE,
    { name: "greeting", label: "What it says first", hint: "Optional, such as SSH-2.0 or 220." },
  ],
  sftp: [
    ...PLACE,
    { name: "user", label: "User" },
    { name: "path", label: "Directory" },
    {
      name: "fingerprint",
      label: "Fingerprint of the host's key",
      hint: "As ssh-keygen -lf prints it: SHA256:…",
    },
  ],
  service: [
    { name: "service", label: "Service" },
    { name: "port", label: "Port" },
    { name: "path", label: "Path" },
    POINTER,
    ...COUNT,
  ],
  queue: [
    { name: "channel", label: "Channel", hint: "Optional, where the ERP's exporter tells channels apart." },
    { name: "warnAt", label: "Warns from", hint: "Jobs that wait." },
    { name: "badAt", label: "Broken from" },
  ],
};

const KINDS = [
  { value: "", label: "Nobody checks it" },
  ...(Object.keys(CHECK_KINDS) as CheckKind[]).map((value) => ({ value, label: CHECK_KINDS[value] })),
];

type CheckFieldsProps = {
  draft: CheckDraft;
  onChange: (draft: CheckDraft) => void;
  issueFor: (path: string) => string | null | undefined;
};

/** How an integration is checked: only the fields its kind has. */
export function CheckFields({ draft, onChange, issueFor }: CheckFieldsProps) {
  const fields = draft.kind === "" ? [] : FIELDS[draft.kind];
  const outside = draft.kind === "http" || draft.kind === "tcp" || draft.kind === "sftp";
  const field = ({ name, label, hint, path = name }: FieldSpec) => (
    <TextField
      key={name}
      label={label}
      hint={hint}
      value={draft[name]}
      maxLength={500}
      autoComplete="off"
      spellCheck={false}
      problem={issueFor(`check.${path}`) ?? issueFor(`check.${name}`)}
      onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
    />
  );
  return (
    <fieldset className="stack-2 field-set">
      <legend className="hint">How it is checked</legend>
      <SelectField
        label="Check"
        hint={outside ? "A platform engineer has to have put the host on the cluster's list." : undefined}
        choices={KINDS}
        value={draft.kind}
        onChange={(event) => {
          const kind = KINDS.find(({ value }) => value === event.target.value)?.value ?? "";
          onChange({ ...draft, kind: kind as CheckDraft["kind"] });
        }}
      />
      {fields.map(field)}
      {draft.kind === ""
        ? null
        : field({ name: "timeoutSeconds", label: "Given up after, in seconds", path: "timeoutMs" })}
      {draft.kind === ""
        ? null
        : field({ name: "slowMs", label: "Slow from, in milliseconds", hint: "Optional." })}
    </fieldset>
  );
}
