import { z } from "zod";
import { compareVersions } from "@/lib/domain/release/version";
import type { Context } from "@/lib/usecases/context";
import { registerRelease } from "@/lib/usecases/release/register";
import type { Scenario } from "../scenarios/scenario";

const HOST = "registry.sandbox.test";
const REPOSITORY = "erp";
const Manifest = z.object({ config: z.object({ digest: z.string() }) });
const Config = z.object({ config: z.object({ Labels: z.record(z.string(), z.string()) }) });
const Modules = z.array(z.object({ name: z.string(), version: z.string() }));

/** What CI tells of every image of the scenario: none asks more of its place than the one before. */
const EXTRAS = {
  ingress: { "proxy-read-timeout": "720s" },
  resources: { "web.memory": "2Gi", "web.cpu": "1" },
  python: ["lxml==5.3.0", "psycopg2==2.9.10"],
};

/** Registers the scenario's releases by the digests behind their tags; answers ids by name. */
export async function seedReleases(
  ctx: Context,
  mirrors: Readonly<Record<string, string>>,
  { releases, manifests }: Pick<Scenario, "releases" | "manifests">,
): Promise<ReadonlyMap<string, string>> {
  const base = mirrors[HOST];
  if (base === undefined) throw new Error(`HOLDFAST_REGISTRIES does not say where ${HOST} is.`);
  const ids = new Map<string, string>();
  for (const release of releases) {
    const image = await readImage(base, release.name);
    const row = await registerRelease(
      { ...ctx, now: new Date() },
      {
        name: release.name,
        line: release.line,
        repository: `${HOST}/${REPOSITORY}`,
        digest: image.digest,
        sourceRevision: image.revision,
        notes: release.notes,
        modules: image.modules.map((module) => ({
          ...module,
          schemaChange: release.schemaChanges.includes(module.name),
          metadata: metadataOf(module, manifests),
        })),
        configuration: release.configuration,
        extras: EXTRAS,
      },
    );
    ids.set(release.name, row.id);
  }
  return ids;
}

/** What CI tells of a module's version: that of the newest entry it has reached, else nothing but code. */
function metadataOf(module: { name: string; version: string }, manifests: Scenario["manifests"]) {
  const reached = (manifests[module.name] ?? []).filter(
    (one) => compareVersions(one.from, module.version) <= 0,
  );
  const { from: _from, ...told } = reached.at(-1) ?? { from: "" };
  return {
    ...{ models: told.models ?? {}, dataFiles: { ...told.dataFiles } },
    ...{ securityFiles: { ...told.securityFiles }, scheduledJobs: { ...told.scheduledJobs } },
    ...{ endpoints: [...(told.endpoints ?? [])], python: [...(told.python ?? [])] },
    authentication: told.authentication ?? false,
  };
}

async function readImage(base: string, tag: string) {
  const answer = await fetch(`${base}/v2/${REPOSITORY}/manifests/${tag}`, {
    headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
    signal: AbortSignal.timeout(5_000),
  });
  const digest = answer.headers.get("docker-content-digest");
  if (!answer.ok || digest === null) throw new Error(`The registry has no image ${REPOSITORY}:${tag}.`);
  const manifest = Manifest.parse(await answer.json());
  const blob = await fetch(`${base}/v2/${REPOSITORY}/blobs/${manifest.config.digest}`, {
    signal: AbortSignal.timeout(5_000),
  });
  const labels = Config.parse(await blob.json()).config.Labels;
  return {
    digest,
    modules: Modules.parse(JSON.parse(labels["dev.holdfast.modules"] ?? "[]")),
    revision: labels["dev.holdfast.source-revision"] ?? "unknown",
  };
}
