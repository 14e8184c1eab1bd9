import "server-only";
import type { z } from "zod";
import type { AddIntegration } from "@/lib/contracts/api/resources/integration";
import { Prisma } from "@/lib/data/generated/client";
import { isTaken } from "@/lib/data/taken";
import { keepsSecret } from "@/lib/domain/integration/check";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import { Problem } from "@/lib/domain/shared/problem";
import type { Seal } from "@/lib/ports/outside";
import { type IntegrationRow, integrationSeal, readCheck } from "./rows";

type Given = z.output<typeof AddIntegration>;

export const wrongInput = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });

/** Turns the unique index on (environment, name) into a sentence. */
export const nameTaken =
  (name: string) =>
  (error: unknown): never => {
    throw isTaken(error) ? wrongInput("name", `There is an integration “${name}” already.`) : error;
  };

/** Whether what is checked has become something else. */
export const isOtherCheck = (row: IntegrationRow, check: Given["check"]): boolean =>
  canonicalJson(readCheck(row.check)) !== canonicalJson(check);

/**
 * The columns of what somebody wrote. A secret is kept only while the check goes to the place it was given for: whoever
 * may edit a check learns no secret by pointing it elsewhere.
 */
export function integrationColumns(given: Given, before: IntegrationRow | null, id: string, seal: Seal) {
  const { secret, check, ...words } = given;
  if (secret != null && check !== null && !takesSecret(check))
    throw wrongInput("secret", "This check sends no secret: name a header first, or leave it empty.");
  const kept = before !== null && keepsSecret(readCheck(before.check), check);
  if (
    secret === undefined &&
    before !== null &&
    before.sealedSecret !== null &&
    !kept &&
    check !== null &&
    takesSecret(check)
  )
    throw wrongInput("secret", "The check goes to another place: give the secret for it again, or clear it.");
  if (check?.kind === "sftp" && secret == null && !(kept && secret === undefined))
    throw wrongInput("secret", "Signing in takes a password or a private key.");
  const sealedSecret =
    secret == null
      ? secret === undefined && kept
        ? undefined
        : null
      : seal.seal(secret, integrationSeal(id));
  return {
    ...words,
    check: check ?? Prisma.DbNull,
    ...(sealedSecret === undefined ? {} : { sealedSecret }),
  };
}

const takesSecret = (check: NonNullable<Given["check"]>): boolean =>
  check.kind === "sftp" || (check.kind === "http" && check.header !== null);
