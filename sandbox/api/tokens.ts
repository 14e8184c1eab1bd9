import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { at, isRecord, number, record, text } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";
import type { Fields } from "@/sandbox/api/types";

const issuer = "https://kubernetes.default.svc";
const keySecret = { namespace: "kube-system", name: "service-account-signing-key" };

export type AccountToken = { token: string; expirationTimestamp: string };
export type Account = { namespace: string; name: string; uid: string; audiences: string[] };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs and checks service account tokens. The key is a Secret, so tokens survive a restart of the sandbox. */
export class TokenIssuer {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  issue(account: Omit<Account, "audiences">, audiences: string[], seconds: number): AccountToken {
    const now = Math.floor(Date.now() / 1000);
    const { namespace, name, uid } = account;
    const claims = {
      aud: audiences.length > 0 ? audiences : [issuer],
      exp: now + seconds,
      iat: now,
      iss: issuer,
      jti: randomUUID(),
      "kubernetes.io": { namespace, serviceaccount: { name, uid } },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const body = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    const expirationTimestamp = `${new Date(claims.exp * 1000).toISOString().slice(0, 19)}Z`;
    return { token: `${body}.${this.#sign(body)}`, expirationTimestamp };
  }

  /** The account a token stands for; undefined when it is forged, expired, or its account is gone. */
  verify(token: string): Account | undefined {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const expected = Buffer.from(this.#sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const claims = decode(payload);
    if ((number(claims["exp"]) ?? 0) * 1000 <= Date.now()) return undefined;
    const namespace = text(at(claims, "kubernetes.io", "namespace")) ?? "";
    const name = text(at(claims, "kubernetes.io", "serviceaccount", "name")) ?? "";
    const uid = text(at(claims, "kubernetes.io", "serviceaccount", "uid")) ?? "";
    const stored = this.#store.get("serviceaccounts", namespace, name);
    if (stored === undefined || stored.metadata.uid !== uid) return undefined;
    const audiences = Array.isArray(claims["aud"]) ? claims["aud"].map(String) : [];
    return { namespace, name, uid, audiences };
  }

  static opensApi(account: Account): boolean {
    return account.audiences.includes(issuer);
  }

  static readonly issuer = issuer;

  #sign(body: string): string {
    return createHmac("sha256", this.#key()).update(body).digest("base64url");
  }

  #key(): Buffer {
    const stored = this.#store.get("secrets", keySecret.namespace, keySecret.name);
    const kept = text(at(stored, "data", "key"));
    if (kept !== undefined) return Buffer.from(kept, "base64");
    const key = randomBytes(32);
    this.#store.create("secrets", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: keySecret,
      type: "holdfast.dev/signing-key",
      data: { key: key.toString("base64") },
    });
    return key;
  }
}

function decode(payload: string): Fields {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return isRecord(value) ? value : {};
  } catch {
    return record(undefined);
  }
}
