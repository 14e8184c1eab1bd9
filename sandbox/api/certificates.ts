import { execFile } from "node:child_process";
import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { StateFiles } from "@/sandbox/files";

/** What the API server shows and its clients trust, as PEM. */
export type Certificates = {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
};
type Pair = { readonly certificate: string; readonly key: string };

const AUTHORITY_DAYS = 7_300;
const SERVER_DAYS = 1_825;
const RENEWED_BEFORE_MS = 30 * 86_400_000;
const OPENSSL_LIMIT_MS = 10_000;
const CONFIG_FILE = "tls/openssl.cnf";

/** A file of our own, because the machine's may add extensions a second time. */
const CONFIG = `[req]
distinguished_name = name
prompt = no
[name]
commonName = Holdfast sandbox
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

/**
 * The certificates under `tls/` of the directory, made at the first start and again when they are about to lapse or
 * cannot be used. A new server certificate comes from the same authority, so that kubeconfigs stay valid.
 * @throws Error when the openssl program is missing or fails.
 */
export async function serverCertificates(files: StateFiles): Promise<Certificates> {
  mkdirSync(files.path("tls"), { recursive: true, mode: 0o700 });
  const authority = readPair(files, "ca") ?? (await makeAuthority(files));
  const known = readPair(files, "server");
  const server = known !== undefined && isServedBy(known, authority) ? known : await makeServer(files);
  return { authority: authority.certificate, ...server };
}

/** Undefined when a file is missing or damaged, the two do not belong together, or the time is nearly over. */
function readPair(files: StateFiles, name: string): Pair | undefined {
  const [certificate, key] = [files.read(`tls/${name}.crt`), files.read(`tls/${name}.key`)];
  if (certificate === undefined || key === undefined) return undefined;
  try {
    const parsed = new X509Certificate(certificate);
    const lasts = Date.parse(parsed.validTo) - Date.now() > RENEWED_BEFORE_MS;
    return lasts && parsed.checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : undefined;
  } catch {
    return undefined;
  }
}

function isServedBy(server: Pair, authority: Pair): boolean {
  const parsed = new X509Certificate(server.certificate);
  const { publicKey } = new X509Certificate(authority.certificate);
  return parsed.verify(publicKey) && parsed.checkIP("127.0.0.1") !== undefined;
}

async function makeAuthority(files: StateFiles): Promise<Pair> {
  const key = makeKey(files, "ca");
  const named = ["-subj", `/CN=Holdfast sandbox ${randomBytes(4).toString("hex")}`];
  const signed = ["-x509", "-extensions", "authority", "-days", String(AUTHORITY_DAYS), ...serial()];
  const certificate = await openssl(["req", "-new", ...keyAndConfig(files, "ca"), ...named, ...signed]);
  files.write("tls/ca.crt", certificate);
  return { certificate, key };
}

async function makeServer(files: StateFiles): Promise<Pair> {
  const key = makeKey(files, "server");
  const request = await openssl(["req", "-new", ...keyAndConfig(files, "server"), "-subj", "/CN=localhost"]);
  const signer = ["-CA", files.path("tls/ca.crt"), "-CAkey", files.path("tls/ca.key"), ...serial()];
  const extensions = ["-extfile", files.path(CONFIG_FILE), "-extensions", "server"];
  const words = ["x509", "-req", "-sha256", "-days", String(SERVER_DAYS), ...signer, ...extensions];
  const certificate = await openssl(words, request);
  files.write("tls/server.crt", certificate);
  return { certificate, key };
}

function makeKey(files: StateFiles, name: string): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  files.write(`tls/${name}.key`, key, 0o600);
  files.write(CONFIG_FILE, CONFIG);
  return key;
}

const keyAndConfig = (files: StateFiles, name: string): string[] => [
  "-sha256",
  "-key",
  files.path(`tls/${name}.key`),
  "-config",
  files.path(CONFIG_FILE),
];

/** Positive and of 15 bytes at most, as RFC 5280 wants it. */
const serial = (): string[] => ["-set_serial", `0x01${randomBytes(14).toString("hex")}`];

function openssl(words: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile("openssl", words, { timeout: OPENSSL_LIMIT_MS }, (error, output, complaint) => {
      if (error === null) return resolve(output);
      const missing = error.code === "ENOENT";
      const why = missing
        ? "The openssl program was not found; install the package openssl."
        : `openssl ${words[0]} failed: ${complaint.trim() || error.message}`;
      reject(new Error(`The API server's certificates cannot be made. ${why}`));
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}
