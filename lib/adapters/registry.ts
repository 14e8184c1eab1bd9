import "server-only";
import { DIGEST } from "@/lib/domain/release/reference";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { ImageRegistry } from "@/lib/ports/outside";
import { limited } from "./limit";

const LIMIT_MS = 10_000;
const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Path of a repository by the OCI distribution specification. */
const PATH = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const HOST = /^(?=.{1,253}(:|$))[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;

/**
 * Asks registries by the OCI distribution API. Only two places are ever called: https at the image's own host, or the
 * base URL the operator configured for that host; redirects are not followed.
 */
export function createImageRegistry(options: {
  /** Base URL per registry host, for mirrors inside the customer's network. */
  mirrors: Readonly<Record<string, string>>;
  /** Value of the Authorization header per registry host. */
  credentials?: Readonly<Record<string, string>>;
}): ImageRegistry {
  return {
    async exists(repository, digest, signal) {
      const { host, path } = splitRepository(repository);
      if (!DIGEST.test(digest)) throw new RefusedFailure(`“${digest.slice(0, 80)}” is not an image digest.`);
      const base = (options.mirrors[host] ?? `https://${host}`).replace(/\/+$/, "");
      const authorization = options.credentials?.[host];
      const headers = { accept: ACCEPT, ...(authorization === undefined ? {} : { authorization }) };
      const response = await ask(host, `${base}/v2/${path}/manifests/${digest}`, headers, signal);
      return judge(host, repository, digest, response);
    },
  };
}

function splitRepository(repository: string): { host: string; path: string } {
  const slash = repository.indexOf("/");
  const [host, path] = [repository.slice(0, slash), repository.slice(slash + 1)];
  // Without a host, container runtimes would fall back to one particular public registry; we name ours.
  if (slash < 1 || !HOST.test(host) || !/[.:]|^localhost$/.test(host) || !PATH.test(path)) {
    throw new RefusedFailure(`“${repository.slice(0, 120)}” is not a repository of the form host/path.`);
  }
  return { host, path };
}

async function ask(
  host: string,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  const limit = limited(signal, LIMIT_MS);
  try {
    return await fetch(url, {
      method: "HEAD",
      headers,
      redirect: "manual",
      signal: limit.signal,
    });
  } catch (error) {
    if (signal.aborted && !limit.expired()) throw signal.reason;
    const why = limit.expired() ? `did not answer within ${LIMIT_MS / 1000} s` : "does not answer";
    throw new TransientFailure(`The registry ${host} ${why}.`, { cause: error });
  } finally {
    limit.release();
  }
}

function judge(host: string, repository: string, digest: string, response: Response): boolean {
  const { status } = response;
  if (status === 404) return false;
  if (status === 401 || status === 403) {
    throw new RefusedFailure(`The registry ${host} does not let us see ${repository} (${status}).`);
  }
  if (status === 429 || status >= 500) {
    throw new TransientFailure(`The registry ${host} answered ${status}.`);
  }
  if (status !== 200) throw new RefusedFailure(`The registry ${host} answered ${status} for ${repository}.`);
  const told = response.headers.get("docker-content-digest");
  if (told !== null && told !== digest) {
    throw new RefusedFailure(`The registry ${host} gave another digest (${told}) than the one asked for.`);
  }
  return true;
}
