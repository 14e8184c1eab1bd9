import "server-only";
import type { z } from "zod";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { contentHash } from "@/lib/data/hash";
import { lockRelease } from "@/lib/data/locks";
import { bytesHash } from "@/lib/data/token";
import { EVIDENCE_NAMES } from "@/lib/domain/evidence/kind";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import type { Context } from "../context";
import { evidenceSelect, PIECES, presentEvidence } from "./present";
import { type ReadEvidence, readEvidence } from "./read-report";
import { releaseSpoken, releaseTarget } from "./target";

/** All reports of a release together, in bytes. */
const FILES_LIMIT_BYTES = 50 * 1024 * 1024;
/** Clocks of pipelines are not this one. */
const CLOCK_SKEW_MS = 5 * 60_000;

const Input = API.attachEvidence.body.extend(API.attachEvidence.params.shape);
type Wanted = z.output<typeof Input>;

/**
 * Attaches evidence to exactly the image it names. What was attached before is kept once, so that a pipeline may send
 * again. Malformed, oversized, outdated, or about another digest: refused, and nothing is stored.
 */
export const attachEvidence = command({
  action: "evidence.attach",
  input: Input,
  target: releaseTarget,
  prepare: async ({ ctx, input, row }) => {
    assertAbout(input, row);
    assertTimes(input, ctx.now);
    return readEvidence(input);
  },
  run: async ({ tx, ctx, input, target: { row: release }, prepared: read, announce, note }) => {
    const fileHash = read.file === null ? null : bytesHash(read.file.bytes);
    const content = {
      ...{ digest: input.digest, kind: input.kind, source: input.source },
      ...{ producedAt: new Date(input.producedAt), fileHash, findings: read.findings },
      expiresAt: input.expiresAt === null ? null : new Date(input.expiresAt),
    };
    const hash = contentHash(content);
    await lockRelease(tx, release.id);
    const known = await tx.evidence.findUnique({
      where: { releaseId_contentHash: { releaseId: release.id, contentHash: hash } },
      select: evidenceSelect,
    });
    note({ kind: input.kind, source: input.source, contentHash: hash, known: known !== null });
    if (known !== null) return { evidence: await shown(tx, release.id, known), known: true };
    await assertRoom(tx, release.id, read.file?.bytes.byteLength ?? 0);
    if (read.file !== null && fileHash !== null) await keepFile(tx, fileHash, read.file);
    const row = await tx.evidence.create({
      data: {
        ...content,
        ...{ releaseId: release.id, contentHash: hash, fileName: read.file?.name ?? "", at: ctx.now },
        ...senderOf(ctx),
      },
      select: evidenceSelect,
    });
    await announce(releaseSpoken(release.id, "release.evidence"));
    return { evidence: await shown(tx, release.id, row), known: false };
  },
});

async function shown(tx: Tx, releaseId: string, row: Parameters<typeof presentEvidence>[0]) {
  const newer = await tx.evidence.count({
    where: { releaseId, kind: row.kind, producedAt: { gt: row.producedAt } },
  });
  return presentEvidence(row, newer > 0);
}

const senderOf = ({ actor }: Context) => ({
  attachedByName: actor.name,
  attachedById: actor.kind === "person" ? actor.id : null,
  serviceIdentityId: actor.kind === "service" ? actor.id : null,
});

const keepFile = (tx: Tx, hash: string, { bytes, mediaType }: NonNullable<ReadEvidence["file"]>) =>
  tx.evidenceFile.createMany({
    data: [{ hash, bytes, sizeBytes: bytes.byteLength, mediaType }],
    skipDuplicates: true,
  });

function assertAbout({ digest, kind }: Wanted, release: { name: string; digest: string }): void {
  if (digest === release.digest) return;
  const message = `${EVIDENCE_NAMES[kind]} of ${digest} is no evidence for ${release.name}, whose image is ${release.digest}.`;
  throw new Problem("invalid_input", `digest: ${message}`, { issues: [{ path: "digest", message }] });
}

function assertTimes({ producedAt, expiresAt }: Wanted, now: Date): void {
  const refuse = (path: string, message: string) => {
    throw new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });
  };
  const produced = new Date(producedAt);
  if (produced.getTime() > now.getTime() + CLOCK_SKEW_MS) refuse("producedAt", "It lies in the future.");
  if (expiresAt === null) return;
  if (new Date(expiresAt) <= produced) refuse("expiresAt", "It expires before it was produced.");
  if (new Date(expiresAt) <= now) refuse("expiresAt", "It has expired already: produce it anew.");
}

/** A release's evidence is bounded in pieces and in bytes. */
async function assertRoom(tx: Tx, releaseId: string, bytes: number): Promise<void> {
  const rows = await tx.evidence.findMany({
    where: { releaseId },
    select: { file: { select: { sizeBytes: true } } },
    take: PIECES,
  });
  if (rows.length >= PIECES)
    throw new Problem(
      "conflict",
      `${PIECES} pieces of evidence are attached to this release already; no more are kept.`,
    );
  const held = rows.reduce((sum, { file }) => sum + (file?.sizeBytes ?? 0), 0);
  if (held + bytes > FILES_LIMIT_BYTES)
    throw new Problem(
      "too_large",
      `Reports of one release may have ${FILES_LIMIT_BYTES / 1024 / 1024} MiB together.`,
    );
}
