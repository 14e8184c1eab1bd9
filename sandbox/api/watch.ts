import type { ServerResponse } from "node:http";
import { type Api, type Call, flag, wholeNumber } from "@/sandbox/api/call";
import { ApiError, statusOf } from "@/sandbox/api/errors";
import { selection } from "@/sandbox/api/handlers-read";
import type { Target } from "@/sandbox/api/paths";
import { present } from "@/sandbox/api/present";
import type { Predicate } from "@/sandbox/api/selectors";
import { tableOf, wantsTable } from "@/sandbox/api/table";
import type { Fields, KubeObject, StoreEvent } from "@/sandbox/api/types";

const longestSeconds = 3600;
const bookmarkMilliseconds = 60_000;
/** A watcher this far behind is cut off; it resumes from its last version. */
const mostBufferedBytes = 32 * 1024 * 1024;

/** What an event means to a watch with selectors; undefined when it does not concern it. */
export function selected(event: StoreEvent, chosen: Predicate | undefined): StoreEvent | undefined {
  if (chosen === undefined) return event;
  const now = chosen(event.object);
  if (event.type !== "MODIFIED") return now ? event : undefined;
  const before = event.previous !== undefined && chosen(event.previous);
  if (now) return before ? event : { ...event, type: "ADDED" };
  if (!before || event.previous === undefined) return undefined;
  const { resourceVersion } = event.object.metadata;
  const last = event.previous;
  const metadata = resourceVersion === undefined ? last.metadata : { ...last.metadata, resourceVersion };
  return { ...event, type: "DELETED", object: { ...last, metadata } };
}

function parseVersion(call: Call): number | undefined {
  const given = call.query.get("resourceVersion") ?? "";
  if (given === "" || given === "0") return undefined;
  // The API server answers 500 without a reason here, unlike for a list.
  if (!/^\d+$/.test(given))
    throw new ApiError(500, "", `strconv.ParseUint: parsing "${given}": invalid syntax`);
  return Number(given);
}

/** Streams the changes of a collection until the client leaves, the time is over, or the server stops. */
export function watch(api: Api, call: Call, target: Target): void {
  const { response } = call;
  const chosen = selection(call, target);
  const from = parseVersion(call);
  const seconds = Math.min(wholeNumber(call.query, "timeoutSeconds") || longestSeconds / 2, longestSeconds);
  const tables = wantsTable(call.accept);
  const show = (object: KubeObject): Fields =>
    tables ? tableOf(target.type, [object], {}) : present(object, target);
  const send = (type: string, object: Fields): void => {
    response.write(`${JSON.stringify({ type, object })}\n`);
    if (response.writableLength > mostBufferedBytes) response.destroy();
  };
  const relay = (event: StoreEvent): void => {
    if (target.namespace !== undefined && event.object.metadata.namespace !== target.namespace) return;
    const told = selected(event, chosen);
    if (told !== undefined) send(told.type, show(told.object));
  };
  const bookmark = (annotations?: Record<string, string>): void =>
    send("BOOKMARK", bookmarkOf(api, target, annotations));

  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  response.flushHeaders();
  if (!replay(api, target, from, relay, send, chosen, show)) {
    response.end();
    return;
  }
  const bookmarks = flag(call.query, "allowWatchBookmarks");
  if (bookmarks && flag(call.query, "sendInitialEvents")) bookmark({ "k8s.io/initial-events-end": "true" });
  const unsubscribe = api.store.subscribe(target.type.key, (event) => {
    // A watch from a version to come stays silent until it is reached.
    if (from === undefined || Number(event.object.metadata.resourceVersion) > from) relay(event);
  });
  endLater(response, seconds, bookmarks ? bookmark : undefined, unsubscribe);
}

function replay(
  api: Api,
  target: Target,
  from: number | undefined,
  relay: (event: StoreEvent) => void,
  send: (type: string, object: Fields) => void,
  chosen: Predicate | undefined,
  show: (object: KubeObject) => Fields,
): boolean {
  if (from === undefined) {
    for (const object of api.store.list(target.type.key, target.namespace)) {
      if (chosen === undefined || chosen(object)) send("ADDED", show(object));
    }
    return true;
  }
  const history = api.store.history(target.type.key);
  const missed = history.since(from);
  if (missed === undefined) {
    const message = `too old resource version: ${from} (${history.floor})`;
    send("ERROR", statusOf(new ApiError(410, "Expired", message)));
    return false;
  }
  for (const { event } of missed) relay(event);
  return true;
}

function bookmarkOf(api: Api, target: Target, annotations?: Record<string, string>): Fields {
  const { kind, group } = target.type;
  return {
    kind,
    apiVersion: group === "" ? target.version : `${group}/${target.version}`,
    metadata: {
      resourceVersion: String(api.store.revision),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}

function endLater(
  response: ServerResponse,
  seconds: number,
  bookmark: (() => void) | undefined,
  unsubscribe: () => void,
): void {
  const timers = [
    setTimeout(() => response.end(), seconds * 1000),
    ...(bookmark === undefined ? [] : [setInterval(bookmark, bookmarkMilliseconds)]),
    ...(bookmark === undefined || seconds <= 3 ? [] : [setTimeout(bookmark, (seconds - 2) * 1000)]),
  ];
  response.on("close", () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
  });
}
