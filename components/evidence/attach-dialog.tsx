"use client";

import { useId, useState } from "react";
import { useAttachEvidence } from "@/components/evidence/use-evidence";
import { FormDialog } from "@/components/patterns/form-dialog";
import { SelectField, TextArea, TextField } from "@/components/ui/field";
import type { Input } from "@/lib/contracts/api/registry";
import {
  EVIDENCE_KINDS,
  EVIDENCE_NAMES,
  type EvidenceKind,
  REPORT_LIMIT_BYTES,
  SHAPE_OF,
} from "@/lib/domain/evidence/kind";

type Body = Input<"attachEvidence">["body"];
type AttachProps = { release: { id: string; name: string; digest: string }; onClose: () => void };

const FORMATS = { tests: "junit", security: "sarif" } as const;
const REPORT_HINTS = {
  tests: "A JUnit XML file, at most 5 MiB.",
  security: "A SARIF 2.1.0 file, at most 5 MiB.",
} as const;

function fileProblem(file: File | null): string | null {
  if (file === null) return "Choose the report.";
  if (file.size === 0) return "The report is empty.";
  return file.size > REPORT_LIMIT_BYTES ? "The report is larger than 5 MiB. Send a shorter one." : null;
}

/** The file's name as it is kept: plain letters, beginning with one, and its ending. */
const storedName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9._-]/g, "_")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(-100) || "report";

/** Evidence by hand: a report that is read, or what was found in a sentence. It is about exactly this image. */
export function AttachDialog({ release, onClose }: AttachProps) {
  const [kind, setKind] = useState<EvidenceKind>("tests");
  const [source, setSource] = useState("");
  const [passed, setPassed] = useState("yes");
  const [sentence, setSentence] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  const fileId = useId();
  const mutation = useAttachEvidence(release.id, onClose);
  const shape = SHAPE_OF[kind];
  const problems = {
    source: source.trim().length < 3 ? "Say where it comes from." : null,
    file: shape === "word" ? null : fileProblem(file),
    sentence:
      shape === "word" && sentence.trim().length < 5 ? "Say in at least 5 characters what was found." : null,
  };
  const submit = async () => {
    setTried(true);
    if (problems.source || problems.file || problems.sentence) return;
    const about = {
      digest: release.digest,
      kind,
      source: source.trim(),
      producedAt: new Date().toISOString(),
    };
    const found: Pick<Body, "findings" | "report"> =
      shape === "word" || file === null
        ? { findings: { shape: "word", passed: passed === "yes", sentence: sentence.trim() } }
        : {
            report: {
              format: FORMATS[shape],
              name: storedName(file.name),
              content: await file.text(),
            },
          };
    mutation.mutate({ ...about, ...found });
  };
  return (
    <FormDialog
      title={`Attach evidence to ${release.name}`}
      description="It stays on record for good, with your name. A newer one of its kind counts instead."
      cancel="Keep as it is"
      confirm="Attach it"
      mutation={mutation}
      failed="It was not attached."
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <SelectField
        label="Kind"
        value={kind}
        choices={EVIDENCE_KINDS.map((value) => ({ value, label: EVIDENCE_NAMES[value] }))}
        onChange={(event) => setKind(EVIDENCE_KINDS.find((one) => one === event.target.value) ?? kind)}
      />
      <TextField
        label="Source"
        value={source}
        maxLength={200}
        problem={tried ? (problems.source ?? mutation.error?.issueFor("source")) : null}
        onChange={(event) => setSource(event.target.value)}
      />
      {shape === "word" ? (
        <>
          <SelectField
            label="Result"
            value={passed}
            choices={[
              { value: "yes", label: "Passed" },
              { value: "no", label: "Failed" },
            ]}
            onChange={(event) => setPassed(event.target.value)}
          />
          <TextArea
            label="What was found"
            value={sentence}
            maxLength={500}
            problem={tried ? problems.sentence : null}
            onChange={(event) => setSentence(event.target.value)}
          />
        </>
      ) : (
        <div className="field">
          <label htmlFor={fileId}>Report</label>
          <input
            id={fileId}
            className="input"
            type="file"
            aria-invalid={tried && problems.file !== null}
            accept={shape === "tests" ? ".xml" : ".sarif,.json"}
            aria-describedby={`${fileId}-hint`}
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
          <div className="hint" id={`${fileId}-hint`}>
            {REPORT_HINTS[shape]}
          </div>
          {tried && problems.file ? (
            <div className="problem" role="alert">
              {problems.file}
            </div>
          ) : null}
        </div>
      )}
    </FormDialog>
  );
}
