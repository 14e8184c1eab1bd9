import "server-only";
import type { z } from "zod";
import { RegisterRelease } from "@/lib/contracts/api/resources/release";
import type { Tx } from "@/lib/data/client";
import { isTaken } from "@/lib/data/taken";
import { readScope } from "@/lib/domain/access/decide";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import { Problem } from "@/lib/domain/shared/problem";
import { ask } from "../ask";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { presentReleaseDetail, releaseInclude } from "./present";
import { sameVersionWarnings } from "./same-version";

const REGISTRY_LIMIT_MS = 5_000;
/** A release's manifest, as JSON, in bytes: it is looked into whenever a change brings it. */
const MANIFEST_LIMIT_BYTES = 2 * 1024 * 1024;

type Wanted = z.output<typeof RegisterRelease>;

/**
 * Registers an immutable release with what CI told of it. The very same again answers what is there; anything else under
 * a name or digest that is taken is refused, and so is a digest the registry does not know.
 */
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
    assertBounded(input);
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
    const twinId = await knownTwin(tx, input);
    if (twinId !== null) {
      note({ digest: input.digest, known: true });
      return detail(tx, ctx, twinId);
    }
    const { modules, extras, ...release } = input;
    const row = await tx.release
      .create({
        data: {
          ...release,
          createdAt: ctx.now,
          ...(extras === undefined ? {} : { extras }),
          modules: {
            createMany: {
              data: modules.map(({ metadata, ...module }) =>
                metadata === undefined ? module : { ...module, metadata },
              ),
            },
          },
        },
        select: { id: true },
      })
      .catch((error: unknown) => {
        if (!isTaken(error)) throw error;
        throw new Problem("conflict", "Somebody has just registered this name or this digest.");
      });
    const told = modules.filter(({ metadata }) => metadata !== undefined).length;
    note({ digest: input.digest, modules: modules.length, told });
    await announce({
      type: "release.registered",
      tenantId: null,
      environmentId: null,
      subject: { kind: "release", id: row.id },
    });
    return detail(tx, ctx, row.id);
  },
});

async function detail(tx: Tx, ctx: Context, id: string) {
  const row = await tx.release.findUniqueOrThrow({
    where: { id },
    include: {
      ...releaseInclude(readScope(grantsOf(ctx.actor), "release.read")),
      modules: { orderBy: { name: "asc" } },
    },
  });
  return presentReleaseDetail(row, await sameVersionWarnings(tx, row));
}

function assertBounded(input: Wanted): void {
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes <= MANIFEST_LIMIT_BYTES) return;
  throw new Problem(
    "too_large",
    `A release's manifest may have at most ${MANIFEST_LIMIT_BYTES / 1024 / 1024} MiB; this one has ${Math.ceil(bytes / 1024)} KiB.`,
  );
}

/** The release that is there already with exactly this content; Problem `conflict` when name or digest is taken otherwise. */
async function knownTwin(tx: Tx, input: Wanted): Promise<string | null> {
  const twin = await tx.release.findFirst({
    where: { OR: [{ name: input.name }, { digest: input.digest }] },
    include: { modules: true },
  });
  if (twin === null) return null;
  if (contentOf(twin) === contentOf(input)) return twin.id;
  if (twin.name !== input.name)
    throw new Problem("conflict", `This digest is registered already, as release ${twin.name}.`);
  const what =
    twin.digest === input.digest ? "with other content for the same digest" : `with digest ${twin.digest}`;
  throw new Problem(
    "conflict",
    `Release ${input.name} exists already, ${what}. A release never changes: take the next number.`,
  );
}

type Content = Pick<Wanted, "name" | "line" | "repository" | "digest" | "sourceRevision" | "notes"> & {
  configuration: unknown;
  extras?: unknown;
  modules: readonly { name: string; version: string; schemaChange: boolean; metadata?: unknown }[];
};

const contentOf = (release: Content): string =>
  canonicalJson({
    ...{ name: release.name, line: release.line, repository: release.repository, digest: release.digest },
    ...{ sourceRevision: release.sourceRevision, notes: release.notes, configuration: release.configuration },
    extras: release.extras ?? null,
    modules: release.modules
      .map(({ name, version, schemaChange, metadata }) => ({
        ...{ name, version, schemaChange, metadata: metadata ?? null },
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  });
