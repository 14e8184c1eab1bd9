import { REGISTRY_HOST } from "@/sandbox/registry/catalogue";
import type { Image } from "@/sandbox/registry/image";

export type Resolution =
  | { readonly kind: "image"; readonly image: Image }
  /** The repository is ours, but it holds no such tag or digest: a pull would fail. */
  | { readonly kind: "missing"; readonly reference: string }
  /** Another registry or repository: not run as a process. */
  | { readonly kind: "foreign" };

/** The registry's contents with the two look-ups the rest of the sandbox needs. */
export class ImageTable {
  readonly images: readonly Image[];

  constructor(images: readonly Image[]) {
    this.images = images;
  }

  /** Finds an image by tag or digest within a repository. */
  find(repository: string, reference: string): Image | undefined {
    return this.images.find(
      (image) => image.repository === repository && (image.tag === reference || image.digest === reference),
    );
  }

  /** True when some image belongs to the repository. */
  hasRepository(repository: string): boolean {
    return this.images.some((image) => image.repository === repository);
  }

  /** Resolves a pod's image reference: `host/repository[:tag][@digest]`; a digest wins over a tag. */
  resolve(reference: string): Resolution {
    const prefix = `${REGISTRY_HOST}/`;
    if (!reference.startsWith(prefix)) return { kind: "foreign" };
    const [named = "", digest] = reference.slice(prefix.length).split("@", 2);
    const [repository = "", tag] = named.split(":", 2);
    if (!this.hasRepository(repository)) return { kind: "foreign" };
    const image = this.find(repository, digest ?? tag ?? "latest");
    return image === undefined ? { kind: "missing", reference } : { kind: "image", image };
  }
}
