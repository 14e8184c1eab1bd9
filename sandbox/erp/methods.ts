import { postAccountMoves } from "@/sandbox/erp/business/accounting";
import { createRecord, writeRecords } from "@/sandbox/erp/business/create";
import { confirmProductions, finishProductions } from "@/sandbox/erp/business/manufacturing";
import { confirmPurchaseOrders } from "@/sandbox/erp/business/purchases";
import { confirmSaleOrders } from "@/sandbox/erp/business/sales";
import { confirmPickings, validatePickings } from "@/sandbox/erp/business/stock";
import { accessError, badArguments, notFound } from "@/sandbox/erp/errors";
import { type Env, modelOf, read, search, searchCount, type Values } from "@/sandbox/erp/records";

/** Arguments of one call, by name; `ids` are the records the method acts on. */
export type Call = { readonly model: string; readonly ids: readonly number[]; readonly args: Values };

export type Method = {
  /** Names in the order of positional arguments; a leading "!" marks a required one. */
  readonly parameters: readonly string[];
  /** Whether the method acts on records (then `ids` come first in positional calls). */
  readonly onRecords: boolean;
  readonly run: (env: Env, call: Call) => Promise<unknown>;
};

const MAXIMUM_CREATE = 500;

const GENERIC: Readonly<Record<string, Method>> = {
  search_count: {
    parameters: ["!domain", "limit"],
    onRecords: false,
    run: (env, { model, args }) => searchCount(env, model, args["domain"]),
  },
  search: {
    parameters: ["!domain", "offset", "limit", "order"],
    onRecords: false,
    run: (env, { model, args }) => search(env, model, args["domain"], searchOptions(args)),
  },
  search_read: {
    parameters: ["domain", "fields", "offset", "limit", "order"],
    onRecords: false,
    run: async (env, { model, args }) => {
      const ids = await search(env, model, args["domain"] ?? [], searchOptions(args));
      return read(env, model, ids, args["fields"]);
    },
  },
  read: {
    parameters: ["fields", "load"],
    onRecords: true,
    run: (env, { model, ids, args }) => read(env, model, ids, args["fields"]),
  },
  create: { parameters: ["!vals_list"], onRecords: false, run: runCreate },
  write: {
    parameters: ["!vals"],
    onRecords: true,
    run: (env, { model, ids, args }) => {
      demandWriteAccess(env, model);
      return writeRecords(env, model, ids, valuesOf(args["vals"]));
    },
  },
};

const action = (run: (env: Env, ids: readonly number[]) => Promise<boolean>): Method => ({
  parameters: [],
  onRecords: true,
  run: (env, { ids }) => run(env, ids),
});

const OF_MODEL: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  "sale.order": { action_confirm: action(confirmSaleOrders) },
  "stock.picking": { action_confirm: action(confirmPickings), button_validate: action(validatePickings) },
  "mrp.production": {
    action_confirm: action(confirmProductions),
    button_mark_done: action(finishProductions),
  },
  "purchase.order": { button_confirm: action(confirmPurchaseOrders) },
  "account.move": { action_post: action(postAccountMoves) },
};

/** Models the API reads but never changes: they hold credentials or the state of the software itself. */
const READ_ONLY = new Set([
  "res.users.apikeys",
  "res.users.log",
  "ir.module.module",
  "ir.sequence",
  "ir.cron",
]);

/** @throws ErpError 404 for an unknown model or method. */
export function methodOf(env: Env, model: string, name: string): Method {
  modelOf(env, model);
  const method = OF_MODEL[model]?.[name] ?? (Object.hasOwn(GENERIC, name) ? GENERIC[name] : undefined);
  if (method === undefined)
    throw notFound(`the model ${JSON.stringify(model)} has no public method ${JSON.stringify(name)}`);
  return method;
}

/** Holds named arguments against the method's signature. @throws ErpError 422 for missing or unknown ones. */
export function checkArguments(model: string, name: string, method: Method, args: Values): void {
  const known = new Set(method.parameters.map((parameter) => parameter.replace("!", "")));
  const unknown = Object.keys(args).find((argument) => !known.has(argument));
  if (unknown !== undefined)
    throw badArguments(`${model}.${name}() got an unexpected keyword argument '${unknown}'`);
  for (const parameter of method.parameters) {
    const required = parameter.startsWith("!") ? parameter.slice(1) : undefined;
    if (required !== undefined && args[required] === undefined) {
      throw badArguments(`${model}.${name}() missing a required argument: '${required}'`);
    }
  }
}

/** Record ids from a caller: whole positive numbers, at most ten thousand. */
export function idsOf(value: unknown): number[] {
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  if (list.length > 10_000) throw badArguments("ids holds more than 10000 records.");
  return list.map((id) => {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 1) {
      throw badArguments(`ids must be whole positive numbers, not ${JSON.stringify(id)}.`);
    }
    return id;
  });
}

async function runCreate(env: Env, { model, args }: Call): Promise<unknown> {
  demandWriteAccess(env, model);
  const given = args["vals_list"];
  const list: unknown[] = Array.isArray(given) ? given : [given];
  if (list.length > MAXIMUM_CREATE)
    throw badArguments(`vals_list holds more than ${MAXIMUM_CREATE} records.`);
  const ids: number[] = [];
  for (const values of list) ids.push(await createRecord(env, model, valuesOf(values)));
  return Array.isArray(given) ? ids : ids[0];
}

function demandWriteAccess(env: Env, model: string): void {
  if (READ_ONLY.has(model)) {
    throw accessError(`You are not allowed to modify '${model}' records (user ${env.uid}).`);
  }
}

function valuesOf(value: unknown): Values {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badArguments(`Values must be an object of fields, not ${JSON.stringify(value)}.`);
  }
  return value as Values;
}

function searchOptions(args: Values): { limit?: number; offset?: number; order?: string } {
  const { limit, offset, order } = args;
  return {
    ...(typeof limit === "number" ? { limit } : {}),
    ...(typeof offset === "number" ? { offset } : {}),
    ...(typeof order === "string" ? { order } : {}),
  };
}
