import "server-only";
import type { z } from "zod";
import type { AttachEvidence } from "@/lib/contracts/api/resources/evidence";
import { readJunit } from "@/lib/domain/evidence/junit";
import {
  EVIDENCE_NAMES,
  type EvidenceFindings,
  REPORT_LIMIT_BYTES,
  SHAPE_OF,
} from "@/lib/domain/evidence/kind";
import { readSarif } from "@/lib/domain/evidence/sarif";
import { Problem } from "@/lib/domain/shared/problem";

type Input = z.output<typeof AttachEvidence>;
type Report = NonNullable<Input["report"]>;

const READERS = {
  junit: { kind: "tests", read: readJunit, mediaType: "application/xml" },
  sarif: { kind: "security_scan", read: readSarif, mediaType: "application/sarif+json" },
} as const;

export type ReadEvidence = {
  findings: EvidenceFindings;
  file: { name: string; bytes: Uint8Array<ArrayBuffer>; mediaType: string } | null;
};

/**
 * What was sent comes down to findings of its kind, and the file to keep. Nothing is stored here.
 * @throws Problem `invalid_input` or `too_large` that says what is wrong with it
 */
export function readEvidence({ kind, findings, report }: Input): ReadEvidence {
  const read = report === undefined || report.format === "other" ? null : READERS[report.format];
  if (report !== undefined) assertSize(report);
  if (read !== null && report !== undefined) {
    if (read.kind !== kind)
      throw refused(
        "kind",
        `A ${report.format} report shows ${EVIDENCE_NAMES[read.kind].toLowerCase()}, not ${EVIDENCE_NAMES[kind].toLowerCase()}.`,
      );
    if (findings !== undefined)
      throw refused("findings", "The report says what was found: send it alone, or the findings without it.");
    const result = read.read(report.content);
    if (!result.ok) throw refused("report.content", result.error);
    return { findings: result.value, file: fileOf(report, read.mediaType) };
  }
  if (findings === undefined)
    throw refused("findings", "Send what was found, or a JUnit or SARIF report that says it.");
  if (findings.shape !== SHAPE_OF[kind])
    throw refused(
      "findings.shape",
      `${EVIDENCE_NAMES[kind]} is told by "${SHAPE_OF[kind]}", not by "${findings.shape}".`,
    );
  return { findings, file: report === undefined ? null : fileOf(report, "text/plain") };
}

function assertSize({ content }: Report): void {
  const bytes = Buffer.byteLength(content, "utf8");
  if (bytes > REPORT_LIMIT_BYTES)
    throw new Problem(
      "too_large",
      `A report may have at most ${REPORT_LIMIT_BYTES / 1024 / 1024} MiB; this one has ${(bytes / 1024 / 1024).toFixed(1)}.`,
    );
}

const fileOf = ({ name, content }: Report, mediaType: string): ReadEvidence["file"] => ({
  ...{ name, mediaType },
  bytes: Uint8Array.from(Buffer.from(content, "utf8")),
});

const refused = (path: string, message: string): Problem =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });
