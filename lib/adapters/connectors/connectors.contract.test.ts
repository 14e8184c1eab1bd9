import { generateKeyPairSync } from "node:crypto";
import { createServer as createHttp, type Server as HttpServer } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from "node:net";
import { Server as SshServer, utils } from "ssh2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConnectorCheck } from "@/lib/domain/integration/check";
import { FakeCluster, fakeClusters } from "@/lib/testing/fake-cluster";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { createConnectors } from "./connectors";
import { fingerprintOf } from "./sftp";

const connectors = createConnectors({
  clusters: fakeClusters(new FakeCluster()),
  signals: new FakeSignals(),
});
const never = new AbortController().signal;
const heard: string[] = [];
let web: HttpServer;
let tcp: TcpServer;
let ssh: SshServer;
let fingerprint = "";
const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  web = createHttp((request, response) => {
    heard.push(`${request.url} ${request.headers.authorization ?? "-"}`);
    if (request.url === "/silent") return;
    const status = Number(request.url?.slice(1)) || 200;
    response.writeHead(
      status,
      status === 302 ? { location: "/200" } : { "content-type": "application/json" },
    );
    response.end(request.url === "/endless" ? "x".repeat(400_000) : JSON.stringify({ queue: { depth: 42 } }));
  });
  tcp = createTcp((socket) => socket.on("error", () => undefined).end("220 ready\r\n"));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const key = utils.parseKey(pem);
  if (key instanceof Error) throw key;
  fingerprint = fingerprintOf(key.getPublicSSH());
  ssh = sftpServer(pem);
  await Promise.all(
    [web, tcp, ssh].map(
      (server) => new Promise<void>((done) => void server.listen(0, "127.0.0.1", () => done())),
    ),
  );
});
afterAll(() => {
  web.closeAllConnections();
  for (const server of [web, tcp, ssh]) server.close();
});

/** An SFTP server with one user and one directory of two files. */
function sftpServer(hostKey: string): SshServer {
  return new SshServer({ hostKeys: [hostKey] }, (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (ask) => {
      if (ask.method === "password" && ask.username === "edi" && ask.password === "right") ask.accept();
      else ask.reject(["password"]);
    });
    client.on("ready", () =>
      client.on("session", (accept) =>
        accept().on("sftp", (acceptSftp) => {
          const sftp = acceptSftp();
          let told = false;
          sftp.on("OPENDIR", (id, path) =>
            path === "/in" ? sftp.handle(id, Buffer.from("h")) : sftp.status(id, 2, "No such file"),
          );
          sftp.on("READDIR", (id) => {
            if (told) return sftp.status(id, 1);
            told = true;
            const attrs = { mode: 0o100644, uid: 0, gid: 0, size: 1, atime: 0, mtime: 0 };
            sftp.name(
              id,
              ["a.edi", "b.edi"].map((filename) => ({ filename, longname: filename, attrs })),
            );
          });
          sftp.on("CLOSE", (id) => sftp.status(id, 0));
        }),
      ),
    );
  });
}

type Asked = { reach?: readonly string[]; secret?: string | null; answeredBefore?: boolean };
const ask = (
  check: ConnectorCheck,
  { reach = ["127.0.0.1"], secret = null, answeredBefore = true }: Asked = {},
) => connectors.check({ check, secret, reach, clusterId: "c", namespace: "n", answeredBefore }, never);
const pace = { timeoutMs: 2_000, slowMs: null };
const http = (
  path: string,
  more: Partial<Extract<ConnectorCheck, { kind: "http" }>> = {},
): ConnectorCheck => ({
  ...{
    kind: "http",
    url: `http://127.0.0.1:${portOf(web)}${path}`,
    header: null,
    value: null,
    ...pace,
    ...more,
  },
});

describe("a web address", () => {
  it("works with 2xx, sends its secret in its header, and counts what it is told to", async () => {
    const answer = await ask(http("/200", { header: "authorization" }), { secret: "Bearer s3" });
    expect(answer).toMatchObject({ outcome: "good", value: null });
    expect(heard.at(-1)).toBe("/200 Bearer s3");
    const value = { pointer: "/queue/depth", warnAt: 40, badAt: 100 };
    expect(await ask(http("/200", { value }))).toMatchObject({ outcome: "warn", value: 42 });
    expect((await ask(http("/200", { value: { ...value, pointer: "/nothing" } }))).outcome).toBe("bad");
  });

  it.each([
    ["/503", "answered 503"],
    ["/401", "refuses the credentials"],
    ["/302", "leads elsewhere"],
  ])("%s is broken: %s", async (path, words) => {
    const answer = await ask(http(path));
    expect(answer.outcome).toBe("bad");
    expect(answer.detail).toContain(words);
  });

  it("ends at its limit and at the longest answer, and says whose silence proves something", async () => {
    const begun = performance.now();
    const silent = http("/silent", { timeoutMs: 500 });
    expect(await ask(silent)).toMatchObject({ outcome: "bad" });
    expect(await ask(silent, { answeredBefore: false })).toMatchObject({ outcome: "unknown" });
    expect(performance.now() - begun).toBeLessThan(4_000);
    const value = { pointer: "/queue/depth", warnAt: 1, badAt: 2 };
    expect((await ask(http("/endless", { value }))).detail).toContain("256 KiB");
  });

  it("is not called at all unless its host and port are on the list; addresses of cloud credentials never", async () => {
    const before = heard.length;
    for (const reach of [[], ["127.0.0.1:1"], ["10.0.0.0/8"], ["*.example.com"]]) {
      const answer = await ask(http("/200"), { reach });
      expect(answer.outcome).toBe("unknown");
      expect(answer.detail).toContain("not on the list");
    }
    const named = http("/200", { url: `http://localhost:${portOf(web)}/200` });
    expect((await ask(named, { reach: ["10.0.0.0/8"] })).detail).toContain("not on the list");
    const metadata = http("/200", { url: "http://169.254.169.254/latest" });
    expect((await ask(metadata, { reach: ["169.254.169.254", "169.254.0.0/16"] })).outcome).toBe("unknown");
    expect(heard.length).toBe(before);
    expect((await ask(named, { reach: ["localhost"] })).outcome).toBe("good");
  });
});

it("a port takes connections and greets as it should; nobody there is broken; a name nobody knows says nothing", async () => {
  const check = (more: object): ConnectorCheck => ({
    ...{ kind: "tcp", host: "127.0.0.1", port: portOf(tcp), greeting: "", ...pace, ...more },
  });
  expect((await ask(check({}))).outcome).toBe("good");
  expect((await ask(check({ greeting: "220 " }))).outcome).toBe("good");
  expect((await ask(check({ greeting: "SSH-2.0" }))).detail).toContain("greets with");
  expect(await ask(check({ port: 1 }))).toMatchObject({ outcome: "bad" });
  const unknown = await ask(check({ host: "nobody.invalid" }), {
    reach: ["nobody.invalid"],
    answeredBefore: false,
  });
  expect(unknown).toMatchObject({ outcome: "unknown" });
});

it("an IPv6 address is called when its network is on the list, and only on its port", async () => {
  const six = createTcp((socket) => socket.on("error", () => undefined).end("220 ready\r\n"));
  const open = await new Promise<boolean>((done) => {
    six.once("error", () => done(false)).listen(0, "::1", () => done(true));
  });
  const port = open ? portOf(six) : 21;
  const check: ConnectorCheck = { kind: "tcp", host: "::1", port, greeting: "220 ", ...pace };
  for (const reach of [["fd00:20::/48"], ["127.0.0.1"], [`[::1]:${port === 1 ? 2 : 1}`]])
    expect((await ask(check, { reach })).detail).toContain(`[::1]:${port} is not on the list`);
  // A machine without IPv6 can refuse, and cannot be asked.
  if (open) expect(await ask(check, { reach: [`[::1]:${port}`] })).toMatchObject({ outcome: "good" });
  const metadata: ConnectorCheck = { ...check, host: "fd00:ec2::254" };
  expect((await ask(metadata, { reach: ["fd00:ec2::/32"] })).outcome).toBe("unknown");
  six.close();
});

describe("an SFTP directory", () => {
  const check = (more: object = {}): ConnectorCheck => ({
    ...{
      kind: "sftp",
      host: "127.0.0.1",
      port: portOf(ssh),
      user: "edi",
      path: "/in",
      fingerprint,
      ...pace,
      ...more,
    },
  });
  it("is listed by whoever may sign in", async () => {
    expect(await ask(check(), { secret: "right" })).toMatchObject({ outcome: "good", value: 2 });
    expect((await ask(check({ path: "/away" }), { secret: "right" })).detail).toContain("cannot be listed");
    expect((await ask(check(), { secret: "wrong" })).detail).toContain("refuses edi");
  });
  it("gets no password when its host shows another key", async () => {
    const other = check({ fingerprint: `SHA256:${"A".repeat(43)}` });
    expect((await ask(other, { secret: "right" })).detail).toContain("another host key");
  });
});

it("stops when it is told to", async () => {
  const asked = { check: http("/200"), secret: null, reach: ["127.0.0.1"], clusterId: "c", namespace: "n" };
  const stopped = connectors.check(
    { ...asked, answeredBefore: true },
    AbortSignal.abort(new Error("enough")),
  );
  await expect(stopped).rejects.toThrow("enough");
});
