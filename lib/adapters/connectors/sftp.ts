import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import { Client, type FileEntryWithStats, type SFTPWrapper } from "ssh2";
import type { CheckAnswer, ConnectorCheck } from "@/lib/domain/integration/check";
import { WrongAnswer } from "./answer";
import { lookupWithin } from "./reach";
import { connected } from "./tcp";

type SftpCheck = Extract<ConnectorCheck, { kind: "sftp" }>;
type Given = { secret: string | null; reach: readonly string[]; signal: AbortSignal };

/**
 * Signs in, lists the directory once and leaves. The host proves itself by the fingerprint of its key before the
 * password is sent; a private key takes the password's place when that is what was given.
 */
export async function checkSftp(check: SftpCheck, { secret, reach, signal }: Given): Promise<CheckAnswer> {
  if (secret === null) throw new WrongAnswer("No password or key is stored for this check.");
  const host = check.host.toLowerCase();
  const lookup = lookupWithin(reach, host, check.port);
  const begun = performance.now();
  const socket = await connected({ host, port: check.port, lookup, signal });
  const client = new Client();
  try {
    const entries = await listed(client, { check, secret, socket, signal });
    const milliseconds = Math.round(performance.now() - begun);
    const count = entries.length === 1 ? "1 entry" : `${entries.length} entries`;
    return { outcome: "good", milliseconds, value: entries.length, detail: `${check.path} holds ${count}.` };
  } finally {
    client.end();
    socket.destroy();
  }
}

type Session = { check: SftpCheck; secret: string; socket: Socket; signal: AbortSignal };

function listed(client: Client, { check, secret, socket, signal }: Session): Promise<FileEntryWithStats[]> {
  return new Promise((resolve, reject) => {
    let strange = false;
    const refuse = (words: string) => reject(new WrongAnswer(words));
    const list = (sftp: SFTPWrapper) =>
      sftp.readdir(check.path, (error, entries) =>
        error === undefined ? resolve(entries) : refuse(`${check.path} cannot be listed: ${error.message}.`),
      );
    client.on("ready", () =>
      client.sftp((error, sftp) =>
        error === undefined ? list(sftp) : refuse(`${check.host} serves no SFTP.`),
      ),
    );
    client.on("error", (error) => {
      if (strange) return refuse(`${check.host} shows another host key than the one that was written down.`);
      if (error.level === "client-authentication") return refuse(`${check.host} refuses ${check.user}.`);
      reject(error);
    });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    const isKey = secret.startsWith("-----BEGIN");
    client.connect({
      sock: socket,
      username: check.user,
      readyTimeout: check.timeoutMs,
      ...(isKey ? { privateKey: secret } : { password: secret }),
      hostVerifier: (key: Buffer) => {
        strange = !sameKey(key, check.fingerprint);
        return !strange;
      },
    });
  });
}

/** The form ssh-keygen -lf prints: SHA256:… in base64 without its equals signs. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replaceAll("=", "")}`;

function sameKey(key: Buffer, fingerprint: string): boolean {
  const [own, wanted] = [Buffer.from(fingerprintOf(key)), Buffer.from(fingerprint)];
  return own.length === wanted.length && timingSafeEqual(own, wanted);
}
