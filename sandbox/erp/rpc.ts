import { type Answer, json, json2Error, noDatabase, rpcError, SERVER_VERSION } from "@/sandbox/erp/answers";
import { verifyHash } from "@/sandbox/erp/api-keys";
import { byApiKey, callByName, callByPosition } from "@/sandbox/erp/call";
import type { Sql } from "@/sandbox/erp/connection";
import { accessDenied, asErpError, badArguments, isConnectionError, notFound } from "@/sandbox/erp/errors";
import type { Values } from "@/sandbox/erp/records";
import type { ErpService } from "@/sandbox/erp/service";

const JSON2_PATH = /^\/json\/2\/([a-z][a-z0-9_.]{0,63})\/([a-z_][a-z0-9_]{0,63})$/;

export type ApiRequest = {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly database: string | undefined;
  readonly body: string;
};

/** `POST /json/2/<model>/<method>`: named arguments, API key, real status codes. */
export async function answerJson2(service: ErpService, request: ApiRequest): Promise<Answer> {
  if (request.database !== undefined && request.database !== service.database.name) return noDatabase();
  try {
    const [, model, method] = JSON2_PATH.exec(request.path) ?? [];
    if (model === undefined || method === undefined) throw notFound(`no such path ${request.path}`);
    const key = /^bearer (\S+)$/i.exec(request.authorization ?? "")?.[1];
    const body = record(parseBody(request.body));
    return json(200, (await callByName(service, byApiKey(service, key), model, method, body)) ?? null);
  } catch (error) {
    // Without its database the real server does not even know the route.
    return isConnectionError(error) ? noDatabase() : json2Error(asErpError(error));
  }
}

/** `POST /jsonrpc`: services `common` and `object`; every error is HTTP 200. */
export async function answerJsonRpc(service: ErpService, body: string): Promise<Answer> {
  let id: unknown = null;
  try {
    const call = record(parseBody(body));
    id = call["id"];
    const params = record(call["params"]);
    const args: unknown[] = Array.isArray(params["args"]) ? params["args"] : [];
    const result = await dispatch(service, `${String(params["service"])}.${String(params["method"])}`, args);
    return json(200, { jsonrpc: "2.0", id: id ?? null, result });
  } catch (error) {
    return rpcError(id, asErpError(error));
  }
}

async function dispatch(service: ErpService, name: string, args: readonly unknown[]): Promise<unknown> {
  if (name === "common.version") return SERVER_VERSION;
  if (name === "db.list") throw accessDenied();
  if (name === "common.authenticate" || name === "common.login") {
    const [database, login, secret] = args;
    if (database !== service.database.name)
      throw asErpError(new Error(`database "${String(database)}" does not exist`));
    return service.database.transaction(
      async (sql) => (await authenticate(service, sql, login, secret)) ?? false,
    );
  }
  if (name === "object.execute_kw" || name === "object.execute") {
    const [database, uid, secret, model, method, positional, named] = args;
    if (database !== service.database.name)
      throw asErpError(new Error(`database "${String(database)}" does not exist`));
    if (typeof model !== "string" || typeof method !== "string")
      throw badArguments("execute_kw needs a model and a method.");
    const identify = async (sql: Sql) => {
      const logins = await sql<{ login: string }>(`SELECT login FROM res_users WHERE id = $1 AND active`, [
        uid,
      ]);
      const user = await authenticate(service, sql, logins[0]?.login, secret);
      if (user === undefined) throw accessDenied();
      return user;
    };
    const list: unknown[] = Array.isArray(positional) ? positional : [];
    return callByPosition(service, identify, model, method, list, record(named ?? {}));
  }
  throw notFound(`Method not found: ${name}`);
}

/** The user of a login and its password or one of its API keys; undefined when they do not match. */
async function authenticate(
  service: ErpService,
  sql: Sql,
  login: unknown,
  secret: unknown,
): Promise<number | undefined> {
  if (typeof login !== "string" || typeof secret !== "string") return undefined;
  const users = await sql<{ id: number; password: string | null }>(
    `SELECT id, password FROM res_users WHERE login = $1 AND active`,
    [login],
  );
  const user = users[0];
  if (user === undefined) return undefined;
  if ((await service.keys.userOf(sql, secret)) === user.id) return user.id;
  return user.password !== null && (await verifyHash(secret, user.password)) ? user.id : undefined;
}

function parseBody(body: string): unknown {
  if (body === "") return {};
  try {
    return JSON.parse(body);
  } catch {
    throw badArguments("The body is not valid JSON.");
  }
}

function record(value: unknown): Values {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values;
  throw badArguments("A JSON object was expected.");
}
