import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createTcp, type LookupFunction, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCertificates } from "./certificates";

const HOST = "erp.plant.example";
const DAY_MS = 86_400_000;
const signal = new AbortController().signal;
/** As a name server that leads every name here, which the real one never accepts. */
const here: LookupFunction = (_name, options, callback) =>
  options.all === true
    ? callback(null, [{ address: "127.0.0.1", family: 4 }])
    : callback(null, "127.0.0.1", 4);

let folder: string;
let tls: Server;
let plain: Server;
let silent: Server;
let asked: string[] = [];
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const look = (server: Server, limitMs = 2_000) =>
  createCertificates({ port: portOf(server), lookup: here, limitMs }).look(HOST, signal);

/** A certificate of five days that nobody vouches for, as openssl makes it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const made = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "5"];
  const named = ["-subj", `/CN=${HOST}`, "-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", ...made, ...named], { stdio: "ignore", timeout: 20_000 });
  tls = createTls({
    ...{ key: readFileSync(key), cert: readFileSync(certificate) },
    SNICallback: (name, done) => {
      asked.push(name);
      done(null);
    },
  });
  tls.on("tlsClientError", () => undefined);
  plain = createTcp((socket) =>
    socket.on("error", () => undefined).once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  );
  silent = createTcp((socket) => socket.on("error", () => undefined));
  for (const server of [tls, plain, silent])
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", () => done()));
});
afterAll(() => {
  for (const server of [tls, plain, silent]) server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the certificate an address serves", () => {
  it("is read by its name, also when nobody vouches for it", async () => {
    asked = [];
    const { endsAt, reason } = await look(tls);
    const days = ((endsAt?.getTime() ?? 0) - Date.now()) / DAY_MS;
    expect(reason).toBe("");
    expect(days).toBeGreaterThan(4.99);
    expect(days).toBeLessThanOrEqual(5);
    expect(asked).toEqual([HOST]);
  });

  it("is none where plain HTTP is spoken, nothing listens or nothing is said, each in words", async () => {
    const port = portOf(plain);
    expect(await look(plain)).toEqual({ endsAt: null, reason: `${HOST}:${port} speaks no TLS.` });
    const late = await look(silent, 200);
    expect(late.reason).toBe(`${HOST}:${portOf(silent)} did not answer within 0.2 s.`);
    const gone = createTcp();
    await new Promise<void>((done) => void gone.listen(0, "127.0.0.1", () => done()));
    const left = portOf(gone);
    await new Promise((done) => gone.close(done));
    const refused = await createCertificates({ port: left, lookup: here }).look(HOST, signal);
    expect(refused.reason).toBe(`${HOST}:${left} takes no connection.`);
  });

  it.each(["169.254.169.254", "metadata.google.internal", "localhost", "127.0.0.1", "[::1]"])(
    "is never looked for at %s",
    async (host) => {
      asked = [];
      const { reason } = await createCertificates({ port: portOf(tls), lookup: here }).look(host, signal);
      expect(reason).toContain("is an address that is never called");
      expect(asked).toEqual([]);
    },
  );

  it("is not looked for once the looker stops", async () => {
    await expect(
      createCertificates({ port: portOf(tls), lookup: here }).look(HOST, AbortSignal.abort()),
    ).rejects.toThrow();
  });
});
