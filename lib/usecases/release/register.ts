import "server-only";
import { RegisterRelease } from "@/lib/contracts/api/resources/release";
import { isTaken } from "@/lib/data/taken";
import { readScope } from "@/lib/domain/access/decide";
import { Problem } from "@/lib/domain/shared/problem";
import { ask } from "../ask";
import { command } from "../command";
import { grantsOf } from "../context";
import { presentReleaseDetail, releaseInclude } from "./present";

const REGISTRY_LIMIT_MS = 5_000;

/** Registers an immutable release. Refused when the registry does not know the digest, or the name or digest is taken. */
export const registerRelease = command({
  action: "release.register",
  input: RegisterRelease,
  target: async (_tx, input) => ({
    row: null,
    scope: { level: "fleet" as const },
    kind: "release",
    id: input.name,
    name: input.name,
    tenantId: null,
    environmentId: null,
  }),
  prepare: async ({ ctx, input }) => {
    const known = await ask(
      (signal) => ctx.ports.registry.exists(input.repository, input.digest, signal),
      REGISTRY_LIMIT_MS,
      `The registry did not answer within ${REGISTRY_LIMIT_MS / 1000} s.`,
    );
    if (known) return;
    throw new Problem(
      "gate_refused",
      `The registry does not know ${input.repository}@${input.digest}. Push the image first, then register its digest.`,
    );
  },
  run: async ({ tx, ctx, input, announce, note }) => {
    const twin = await tx.release.findFirst({
      where: { OR: [{ name: input.name }, { digest: input.digest }] },
      select: { name: true, digest: true },
    });
    if (twin !== null) {
      throw new Problem(
        "conflict",
        twin.name === input.name
          ? `Release ${input.name} exists already, with digest ${twin.digest}. A release never changes: take the next number.`
          : `This digest is registered already, as release ${twin.name}.`,
      );
    }
    const { modules, ...release } = input;
    const row = await tx.release
      .create({
        data: { ...release, createdAt: ctx.now, modules: { createMany: { data: modules } } },
        include: {
          ...releaseInclude(readScope(grantsOf(ctx.actor), "release.read")),
          modules: { orderBy: { name: "asc" } },
        },
      })
      .catch((error: unknown) => {
        if (!isTaken(error)) throw error;
        throw new Problem("conflict", "Somebody has just registered this name or this digest.");
      });
    note({ digest: input.digest, modules: modules.length });
    await announce({
      type: "release.registered",
      tenantId: null,
      environmentId: null,
      subject: { kind: "release", id: row.id },
    });
    return presentReleaseDetail(row);
  },
});
