import "server-only";
import { createHash } from "node:crypto";
import { KubeConfig } from "@kubernetes/client-node";
import { parseDocument } from "yaml";
import { z } from "zod";
import { isForbiddenHost, isLoopbackHost } from "@/lib/adapters/address";
import { Problem } from "@/lib/domain/shared/problem";

const MAX_BYTES = 262_144;

/** How one API server is reached: all in memory, nothing read from this machine's disk. */
export type Access = {
  /** Scheme, host and port, and the path below which the API lives (usually none). */
  origin: string;
  basePath: string;
  tls: { ca?: string; cert?: string; key?: string; servername?: string; rejectUnauthorized?: boolean };
  token: string | null;
  /** Changes with the server and the credentials: connections are kept per fingerprint. */
  fingerprint: string;
};

/** Fields that would make this process run a program, read its own disk, or be somebody else. */
const REFUSED_USER_FIELDS = {
  exec: "runs a program",
  "auth-provider": "runs a provider's program",
  "client-certificate": "is a path on a disk; put its content into client-certificate-data",
  "client-key": "is a path on a disk; put its content into client-key-data",
  tokenFile: "is a path on a disk; put its content into token",
  username: "is a kind of credential Kubernetes no longer knows; use a token or a client certificate",
  as: "would act as somebody else",
} as const;
const REFUSED_CLUSTER_FIELDS = {
  "certificate-authority": "is a path on a disk; put its content into certificate-authority-data",
  "proxy-url": "would send the credentials through another machine",
} as const;

const Named = z.looseObject({ name: z.string().min(1).max(253) });
const Shape = z.looseObject({
  "current-context": z.string().max(253).optional(),
  clusters: z.array(Named.extend({ cluster: z.looseObject({ server: z.string().max(2048) }) })).max(200),
  users: z.array(Named.extend({ user: z.looseObject({}) })).max(200),
  contexts: z
    .array(Named.extend({ context: z.looseObject({ cluster: z.string(), user: z.string() }) }))
    .max(200),
});

const refuse = (sentence: string) => new Problem("invalid_input", sentence);

/**
 * Reads one context of a kubeconfig (its current one unless named).
 * @throws Problem `invalid_input` naming context and field, when it cannot or must not be used.
 */
export function readKubeconfig(text: string, context?: string): Access {
  const config = parse(text);
  const name = context ?? config["current-context"] ?? "";
  const chosen = config.contexts.find((each) => each.name === name);
  if (chosen === undefined) {
    const names = config.contexts.map((each) => each.name).slice(0, 10);
    const hint = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    throw refuse(
      name === ""
        ? "The kubeconfig has no current-context."
        : `The kubeconfig has no context “${name}”: ${hint}.`,
    );
  }
  const cluster = config.clusters.find((each) => each.name === chosen.context.cluster)?.cluster;
  const user = config.users.find((each) => each.name === chosen.context.user)?.user;
  const where = `Context “${name}”`;
  if (cluster === undefined)
    throw refuse(`${where} names the cluster “${chosen.context.cluster}”, which is missing.`);
  if (user === undefined) throw refuse(`${where} names the user “${chosen.context.user}”, which is missing.`);
  refuseFields(where, "cluster", cluster, REFUSED_CLUSTER_FIELDS);
  refuseFields(where, "user", user, REFUSED_USER_FIELDS);
  const server = readServer(where, cluster.server, cluster["insecure-skip-tls-verify"] === true);
  return { ...server, ...credentials(text, name, where) };
}

function parse(text: string): z.infer<typeof Shape> {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw refuse(`The kubeconfig is larger than ${MAX_BYTES / 1024} KiB.`);
  }
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) {
    throw refuse(`The kubeconfig is not valid YAML (line ${document.errors[0]?.linePos?.[0].line ?? 1}).`);
  }
  const parsed = Shape.safeParse(document.toJS({ maxAliasCount: 10 }));
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join(".") ?? "";
  throw refuse(
    `This is not a kubeconfig: ${path === "" ? "it is not an object" : `“${path}” is missing or wrong`}.`,
  );
}

function refuseFields(
  where: string,
  part: "cluster" | "user",
  fields: Readonly<Record<string, unknown>>,
  refused: Readonly<Record<string, string>>,
): void {
  for (const [field, why] of Object.entries(refused)) {
    const value = fields[field];
    if (value === undefined || value === null || value === "") continue;
    throw refuse(`${where}: the ${part}'s field “${field}” ${why}.`);
  }
}

function readServer(where: string, server: string, unverified: boolean): Pick<Access, "origin" | "basePath"> {
  if (!URL.canParse(server))
    throw refuse(`${where}: the server “${server.slice(0, 100)}” is not an address.`);
  const url = new URL(server);
  const local = isLoopbackHost(url.hostname);
  if (isForbiddenHost(url.hostname))
    throw refuse(`${where}: the server ${url.host} is never called from here.`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw refuse(`${where}: the server's address must not hold a user, a query or a fragment.`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local)) {
    throw refuse(`${where}: the server must be https (http only on this machine).`);
  }
  if (unverified && !local) {
    throw refuse(
      `${where}: insecure-skip-tls-verify would give the credentials to anybody. Give certificate-authority-data.`,
    );
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, "") };
}

/** Certificates and token as the client library decodes them. */
function credentials(
  text: string,
  context: string,
  where: string,
): Pick<Access, "tls" | "token" | "fingerprint"> {
  const config = new KubeConfig();
  config.loadFromString(text);
  config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const token = user?.token ?? null;
  const [cert, key] = [decode(user?.certData), decode(user?.keyData)];
  if ((cert === null) !== (key === null)) {
    throw refuse(`${where}: client-certificate-data and client-key-data are needed together.`);
  }
  if (token !== null && !/^[\x21-\x7e]{1,16384}$/.test(token)) {
    throw refuse(`${where}: the user's token holds characters that no token has.`);
  }
  if (token === null && cert === null) {
    throw refuse(`${where}: the user has neither a token nor a client certificate.`);
  }
  const ca = decode(cluster?.caData);
  const tls = {
    ...(ca === null ? {} : { ca }),
    ...(cert === null || key === null ? {} : { cert, key }),
    ...(cluster?.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
    ...(cluster?.skipTLSVerify === true ? { rejectUnauthorized: false } : {}),
  };
  const identity = JSON.stringify([cluster?.server, tls, token]);
  return { tls, token, fingerprint: createHash("sha256").update(identity).digest("hex") };
}

const decode = (base64: string | undefined): string | null =>
  base64 === undefined || base64 === "" ? null : Buffer.from(base64, "base64").toString("utf8");
