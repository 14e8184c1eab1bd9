import { readActivity } from "@/sandbox/erp/activity";
import type { Sql } from "@/sandbox/erp/connection";
import { accessDenied, badArguments, notFound } from "@/sandbox/erp/errors";
import { checkArguments, idsOf, methodOf } from "@/sandbox/erp/methods";
import type { Values } from "@/sandbox/erp/records";
import type { ErpService } from "@/sandbox/erp/service";
import { runSmoke } from "@/sandbox/erp/smoke";

/** Who calls: proven inside the call's own transaction. */
export type Identify = (sql: Sql) => Promise<number>;

/** A call by name (JSON-2): one transaction for identification and work. */
export function callByName(
  service: ErpService,
  identify: Identify,
  model: string,
  name: string,
  body: Values,
): Promise<unknown> {
  const { ids, context: _context, ...args } = body;
  return service.database.transaction(async (sql) => {
    const uid = await identify(sql);
    const env = await service.environment(sql, uid);
    if (model === "ops.smoke") return smoke(service, env, name, args);
    if (model === "ops.activity") return activity(env, name);
    const method = methodOf(env, model, name);
    if (!method.onRecords && ids !== undefined) throw badArguments(`cannot call ${model}.${name} with ids`);
    checkArguments(model, name, method, args);
    return method.run(env, { model, ids: idsOf(ids), args });
  });
}

/** A call by position (`execute_kw`): the ids of the records come first. */
export function callByPosition(
  service: ErpService,
  identify: Identify,
  model: string,
  name: string,
  positional: readonly unknown[],
  named: Values,
): Promise<unknown> {
  return service.database.transaction(async (sql) => {
    const uid = await identify(sql);
    const env = await service.environment(sql, uid);
    const { context: _context, ...rest } = named;
    if (model === "ops.smoke") return smoke(service, env, name, { checks: positional[0], ...rest });
    if (model === "ops.activity") return activity(env, name);
    const method = methodOf(env, model, name);
    const ids = method.onRecords ? idsOf(positional[0]) : [];
    const args: Values = { ...rest };
    positional.slice(method.onRecords ? 1 : 0).forEach((value, index) => {
      const parameter = method.parameters[index]?.replace("!", "");
      if (parameter === undefined)
        throw badArguments(`${model}.${name}() takes ${method.parameters.length} arguments.`);
      args[parameter] = value;
    });
    checkArguments(model, name, method, args);
    return method.run(env, { model, ids, args });
  });
}

/** The bearer of an API key. @throws ErpError 401. */
export function byApiKey(service: ErpService, key: string | undefined): Identify {
  return async (sql) => {
    const uid = key === undefined ? undefined : await service.keys.userOf(sql, key);
    if (uid === undefined) throw accessDenied("Invalid apikey");
    return uid;
  };
}

async function smoke(
  service: ErpService,
  env: Parameters<typeof runSmoke>[1],
  name: string,
  args: Values,
): Promise<unknown> {
  if (name !== "run") throw notFound(`the model "ops.smoke" has no public method ${JSON.stringify(name)}`);
  return runSmoke(service.database, env, args["checks"]);
}

async function activity(env: Parameters<typeof readActivity>[0], name: string): Promise<unknown> {
  if (name === "read_activity") return readActivity(env);
  throw notFound(`the model "ops.activity" has no public method ${JSON.stringify(name)}`);
}
