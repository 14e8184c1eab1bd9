import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createStoreProbe } from "./s3";
import { signedHeaders } from "./s3-signature";

const access = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
let server: Server | undefined;
afterEach(() => void server?.close());

async function storage(answer: (url: URL, response: ServerResponse, signature: string) => void) {
  server = createServer((incoming, response) => {
    answer(new URL(incoming.url ?? "/", "http://s3"), response, String(incoming.headers.authorization));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { repository: `s3:http://127.0.0.1:${port}/backups/nordwerk`, access };
}
const ask = (place: Parameters<ReturnType<typeof createStoreProbe>["ask"]>[0]) =>
  createStoreProbe().ask(place, new AbortController().signal);
const fault = (status: number, code: string) => (_url: URL, response: ServerResponse) =>
  void response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);

it("signs as the published example of Signature Version 4 does", () => {
  const url = new URL("https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J");
  const { authorization } = signedHeaders(url, access, {
    region: "us-east-1",
    now: new Date("2013-05-24T00:00:00Z"),
  });
  expect(authorization).toContain(
    "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  );
});

describe("the place of backups", () => {
  it("that answers says so, and what it locks", async () => {
    const asked: string[] = [];
    const place = await storage((url, response, signature) => {
      asked.push(`${url.pathname}${url.search} ${signature.slice(0, 16)}`);
      const lock = "<ObjectLockEnabled>Enabled</ObjectLockEnabled><Mode>COMPLIANCE</Mode><Days>30</Days>";
      response.end(url.searchParams.has("object-lock") ? `<C>${lock}</C>` : "<ListBucketResult/>");
    });
    const answer = await ask(place);
    expect(answer).toMatchObject({ answers: true, sentence: expect.stringContaining("may list backups") });
    expect(answer.immutability).toContain("locked for 30 days (compliance mode)");
    expect(asked).toEqual([
      "/backups?list-type=2&max-keys=1&prefix=nordwerk AWS4-HMAC-SHA256",
      "/backups?object-lock= AWS4-HMAC-SHA256",
    ]);
  });

  it("asks again in the region the storage names", async () => {
    const place = await storage((url, response, signature) => {
      if (!signature.includes("/eu-central-1/"))
        return void response
          .writeHead(400)
          .end("<Error><Code>Wrong</Code><Region>eu-central-1</Region></Error>");
      response.writeHead(url.searchParams.has("object-lock") ? 404 : 200).end("<A/>");
    });
    const answer = await ask(place);
    expect(answer.answers).toBe(true);
    expect(answer.immutability).toContain("not locked");
  });

  it.each([
    [404, "NoSuchBucket", "knows no bucket backups"],
    [403, "InvalidAccessKeyId", "does not know this access key"],
    [403, "SignatureDoesNotMatch", "secret does not belong"],
    [403, "AccessDenied", "needs to list, read, write and delete"],
    [500, "InternalError", "answered 500 (InternalError)"],
  ])("%i %s: %s", async (status, code, sentence) => {
    const answer = await ask(await storage(fault(status, code)));
    expect(answer).toMatchObject({ answers: false, sentence: expect.stringContaining(sentence) });
    expect(JSON.stringify(answer)).not.toContain(access.secretAccessKey);
  });

  it("that nobody serves, that is forbidden, or that is a path, is said in words", async () => {
    const gone = await ask({ repository: "s3:http://127.0.0.1:9/backups", access });
    expect(gone.sentence).toContain("the connection was refused");
    const metadata = await ask({ repository: "s3:http://169.254.169.254/latest", access });
    expect(metadata.sentence).toContain("never called");
    const path = await ask({ repository: "/backups/nordwerk", access: null });
    expect(path.sentence).toContain("reached from the cluster's nodes");
  });
});
