import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { createMessages } from "./messages";
import { signatureOf } from "./webhook";

const never = new AbortController().signal;
type Heard = { headers: Record<string, unknown>; body: string };

let web: Server;
let redirected = 0;
const heard: Heard[] = [];
let mailServer: SMTPServer;
const mails: string[] = [];

const answers: Record<string, number> = {
  "/ok": 204,
  "/busy": 503,
  "/limited": 429,
  "/gone": 410,
  "/moved": 302,
};

beforeAll(async () => {
  web = createServer((incoming, response) => {
    const path = incoming.url ?? "/";
    if (path === "/silent") return;
    if (path === "/elsewhere") redirected += 1;
    let body = "";
    incoming.on("data", (chunk) => {
      body += String(chunk);
    });
    incoming.on("end", () => {
      if (path === "/ok") heard.push({ headers: incoming.headers, body });
      response.writeHead(answers[path] ?? 200, path === "/moved" ? { location: "/elsewhere" } : {});
      response.end();
    });
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo(address, _session, callback) {
      const refusal = address.address.startsWith("full")
        ? 452
        : address.address.startsWith("nobody")
          ? 550
          : null;
      callback(refusal === null ? null : Object.assign(new Error("not now"), { responseCode: refusal }));
    },
    onData(stream, _session, callback) {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      stream.on("end", () => {
        mails.push(text);
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
  await new Promise<void>((resolve) => mailServer.close(resolve));
});

const at = (path: string) => `http://127.0.0.1:${(web.address() as AddressInfo).port}${path}`;
const mailPort = () => (mailServer.server.address() as AddressInfo).port;
const messages = (innerWebhooks = true, smtpPort = mailPort()) =>
  createMessages({
    mail: { smtpUrl: `smtp://127.0.0.1:${smtpPort}`, from: "holdfast@plant.example" },
    innerWebhooks,
  });
const post = (url: string, innerWebhooks = true) =>
  messages(innerWebhooks).post({ id: "d-1", url, body: { a: "ä" }, secret: "s3cret" }, never);

describe("webhooks against a real server", () => {
  it("arrive once, signed over time and body, with the id that stays the same", async () => {
    await post(at("/ok"));
    expect(heard).toHaveLength(1);
    const [{ headers, body }] = heard as [Heard];
    expect(JSON.parse(body)).toEqual({ a: "ä" });
    expect(headers["x-holdfast-delivery"]).toBe("d-1");
    const timestamp = String(headers["x-holdfast-timestamp"]);
    expect(headers["x-holdfast-signature"]).toBe(signatureOf("s3cret", timestamp, body));
  });

  it("are tried again after 503 and 429, and not after 410 or a redirect, which is not followed", async () => {
    await expect(post(at("/busy"))).rejects.toBeInstanceOf(TransientFailure);
    await expect(post(at("/limited"))).rejects.toBeInstanceOf(TransientFailure);
    await expect(post(at("/gone"))).rejects.toBeInstanceOf(RefusedFailure);
    await expect(post(at("/moved"))).rejects.toThrow(/leads elsewhere/);
    expect(redirected).toBe(0);
  });

  it("to nobody, or to somebody who never answers, end within the limit", async () => {
    await expect(post("http://127.0.0.1:1/x")).rejects.toBeInstanceOf(TransientFailure);
    await expect(post(at("/silent"))).rejects.toThrow(/did not answer within 10 s/);
  });

  it("never go inside this network unless the operator lets them, and never to a cloud's credentials", async () => {
    const inside = ["https://127.0.0.1/x", "https://10.1.2.3/x", "https://localhost/x", "https://[::1]/x"];
    for (const url of [...inside, "https://[::ffff:10.0.0.1]/x", "https://169.254.169.254/latest"])
      await expect(post(url, false), url).rejects.toThrow(/inside this network/);
    await expect(post("http://169.254.169.254/latest", true)).rejects.toThrow(/inside this network/);
    await expect(post("http://example.com/x", false)).rejects.toThrow(/https/);
    await expect(post("file:///etc/passwd", true)).rejects.toThrow(/https/);
  });
});

describe("mail against a real server", () => {
  const mail = (to: string, port?: number) =>
    messages(true, port).mail({ id: "d-2", to, subject: "[Page] Hartmann", text: "Grüße" }, never);

  it("arrives with subject, text and the id that stays the same", async () => {
    await mail("ada@plant.example");
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain("Subject: [Page] Hartmann");
    expect(mails[0]).toContain("Message-ID: <d-2@plant.example>");
  });

  it("is tried again after 452 and when nobody listens, and not after 550", async () => {
    await expect(mail("full@plant.example")).rejects.toBeInstanceOf(TransientFailure);
    await expect(mail("nobody@plant.example")).rejects.toBeInstanceOf(RefusedFailure);
    await expect(mail("ada@plant.example", 1)).rejects.toBeInstanceOf(TransientFailure);
  });

  it("without a mail server is refused, and says who can help", async () => {
    const none = createMessages({ mail: null, innerWebhooks: false });
    expect(none.mails).toBe(false);
    await expect(none.mail({ id: "x", to: "a@b.c", subject: "", text: "" }, never)).rejects.toThrow(
      /HOLDFAST_SMTP_URL/,
    );
  });
});
