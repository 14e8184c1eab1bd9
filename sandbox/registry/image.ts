import { createHash } from "node:crypto";
import type { Release } from "@/sandbox/erp/release";
import { type Published, publishedReleases, publishedTools } from "@/sandbox/registry/catalogue";

export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
const LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

export type Blob = { readonly digest: string; readonly mediaType: string; readonly bytes: Buffer };

/** An image as the registry serves it. `digest` is the SHA-256 of the manifest's bytes. */
export type Image = Release & {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly manifest: Blob;
  readonly blobs: readonly Blob[];
};

/** Builds every published image; the same bytes and digests on every machine and every run. */
export function buildImages(
  published: readonly Published[] = [...publishedReleases(), ...publishedTools()],
): readonly Image[] {
  return published.map(buildImage);
}

function buildImage(published: Published): Image {
  const { repository, tag, created, modules, fault } = published;
  const release: Release = { version: tag, modules, fault };
  const layer = blob(LAYER_TYPE, tarFile("etc/erp/release.json", Buffer.from(json(release))));
  const revision = createHash("sha1").update(`source of ${repository} ${tag}`).digest("hex");
  const labels = {
    "org.opencontainers.image.version": tag,
    "org.opencontainers.image.created": created,
    "org.opencontainers.image.title": repository === "erp" ? "Stand-in ERP" : repository,
    "dev.holdfast.modules": JSON.stringify(modules),
    "dev.holdfast.source-revision": revision,
  };
  const config = blob(
    CONFIG_TYPE,
    Buffer.from(
      json({
        architecture: "amd64",
        os: "linux",
        created,
        config: { ...entry(repository), Labels: labels },
        rootfs: { type: "layers", diff_ids: [layer.digest] },
        history: [{ created, created_by: "erp release pipeline" }],
      }),
    ),
  );
  const manifest = blob(
    MANIFEST_TYPE,
    Buffer.from(
      json({
        schemaVersion: 2,
        mediaType: MANIFEST_TYPE,
        config: descriptor(config),
        layers: [descriptor(layer)],
        annotations: {
          "org.opencontainers.image.version": tag,
          "org.opencontainers.image.created": created,
        },
      }),
    ),
  );
  return { ...release, repository, tag, digest: manifest.digest, manifest, blobs: [config, layer] };
}

function entry(repository: string) {
  return repository === "erp"
    ? { Entrypoint: ["odoo"], ExposedPorts: { "8069/tcp": {} } }
    : { Entrypoint: [repository] };
}

/** `sha256:` and the hex SHA-256 of the bytes, as the OCI image specification writes digests. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function blob(mediaType: string, bytes: Buffer): Blob {
  return { digest: digestOf(bytes), mediaType, bytes };
}

function descriptor(item: Blob): { mediaType: string; digest: string; size: number } {
  return { mediaType: item.mediaType, digest: item.digest, size: item.bytes.length };
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** A tar archive (ustar) of one file with fixed owner and time, so that its digest never varies. */
function tarFile(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, "ascii");
  header.write("0000644\0", 100, "ascii");
  header.write("0000000\0", 108, "ascii");
  header.write("0000000\0", 116, "ascii");
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124, "ascii");
  header.write(`${"0".padStart(11, "0")}\0`, 136, "ascii");
  header.write("        ", 148, "ascii");
  header.write("0", 156, "ascii");
  header.write("ustar\u000000", 257, "ascii");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
