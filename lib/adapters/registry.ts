import "server-only";
import { Agent, type Dispatcher, request } from "undici";
import { DIGEST } from "@/lib/domain/release/reference";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { ImageRegistry } from "@/lib/ports/outside";
import { ForbiddenAddress, guardedLookup, isInnerHost, outerLookup } from "./address";
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
  const connect = { timeout: 5_000 };
  const mirrors = new Agent({ connect: { ...connect, lookup: guardedLookup } });
  const others = new Agent({ connect: { ...connect, lookup: outerLookup } });
  return {
    async exists(repository, digest, signal) {
      const { host, path } = splitRepository(repository);
      if (!DIGEST.test(digest)) throw new RefusedFailure(`“${digest.slice(0, 80)}” is not an image digest.`);
      const mirror = options.mirrors[host];
      if (mirror === undefined && isInnerHost(new URL(`https://${host}`).hostname)) throw innerHost(host);
      const base = (mirror ?? `https://${host}`).replace(/\/+$/, "");
      const dispatcher = mirror === undefined ? others : mirrors;
      const authorization = options.credentials?.[host];
      const headers = { accept: ACCEPT, ...(authorization === undefined ? {} : { authorization }) };
      const url = `${base}/v2/${path}/manifests/${digest}`;
      const response = await ask(host, { url, headers, dispatcher, signal });
      return judge(host, repository, digest, response);
    },
  };
}

function splitRepository(repository: string): { host: string; path: string } {
  const slash = repository.indexOf("/");
  const [host, path] = [repository.slice(0, slash), repository.slice(slash + 1)];
  // Without a host, container runtimes would fall back to one particular public registry; we name ours.
  if (slash < 1 || !HOST.test(host) || !/[.:]|^localhost$/.test(host) || !PATH.test(path)) {
    throw new RefusedFailure(`“${repository.slice(0, 120)}” is not a repository of the form host/path.`, {
      code: "invalid_input",
    });
  }
  return { host, path };
}

const innerHost = (host: string) =>
  new RefusedFailure(
    `The registry ${host} lies inside this network. Ask the operator to configure it as a mirror.`,
    { code: "invalid_input" },
  );

type Question = {
  url: string;
  headers: Record<string, string>;
  dispatcher: Dispatcher;
  signal: AbortSignal;
};

/** undici's own `request` follows no redirects unless asked to. */
async function ask(host: string, question: Question): Promise<Dispatcher.ResponseData> {
  const { url, headers, dispatcher, signal } = question;
  const limit = limited(signal, LIMIT_MS);
  try {
    const response = await request(url, { method: "HEAD", headers, dispatcher, signal: limit.signal });
    await response.body.dump();
    return response;
  } catch (error) {
    if (error instanceof ForbiddenAddress) throw innerHost(host);
    if (signal.aborted && !limit.expired()) throw signal.reason;
    const why = limit.expired() ? `did not answer within ${LIMIT_MS / 1000} s` : "does not answer";
    throw new TransientFailure(`The registry ${host} ${why}.`, { cause: error });
  } finally {
    limit.release();
  }
}

function judge(host: string, repository: string, digest: string, response: Dispatcher.ResponseData): boolean {
  const { statusCode: status } = response;
  if (status === 404) return false;
  if (status === 401 || status === 403) {
    throw new RefusedFailure(`The registry ${host} does not let us see ${repository} (${status}).`);
  }
  if (status === 429 || status >= 500) {
    throw new TransientFailure(`The registry ${host} answered ${status}.`);
  }
  if (status !== 200) throw new RefusedFailure(`The registry ${host} answered ${status} for ${repository}.`);
  const told = response.headers["docker-content-digest"];
  if (told !== undefined && told !== digest) {
    throw new RefusedFailure(`The registry ${host} gave another digest (${told}) than the one asked for.`);
  }
  return true;
}
