import type { ErpError } from "@/sandbox/erp/errors";

/** What a handler wants sent; a pure value, so that handlers can be tested without a socket. */
export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export const json = (status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer => ({
  status,
  body: JSON.stringify(value),
  type: "application/json; charset=utf-8",
  ...(headers === undefined ? {} : { headers }),
});

export const html = (status: number, body: string): Answer => ({
  status,
  body,
  type: "text/html; charset=utf-8",
});

export const redirect = (location: string): Answer => ({
  ...html(303, `<!doctype html><title>Redirecting...</title><p><a href="${location}">${location}</a></p>`),
  headers: { Location: location },
});

export const SERIES = "19.0";
export const VERSION_INFO = [19, 0, 0, "final", 0, ""] as const;

/** The result of `common.version` and `/web/webclient/version_info`. */
export const SERVER_VERSION = {
  server_version: SERIES,
  server_version_info: VERSION_INFO,
  server_serie: SERIES,
  protocol_version: 1,
};

/** JSON-2's error: a real status, the Python class by name, `debug` with a traceback. */
export function json2Error(error: ErpError): Answer {
  const headers = error.status === 401 ? { "WWW-Authenticate": "Bearer" } : undefined;
  const name = error.status === 401 ? "werkzeug.exceptions.Unauthorized" : error.odooName;
  const body = {
    name,
    message: error.message,
    arguments: [error.message],
    context: {},
    debug: debugOf(error),
  };
  return json(error.status, body, headers);
}

/** JSON-RPC's error: HTTP 200 whatever happened. */
export function rpcError(id: unknown, error: ErpError): Answer {
  const data = {
    name: error.odooName,
    message: error.message,
    arguments: [error.message],
    context: {},
    debug: debugOf(error),
  };
  return json(200, {
    jsonrpc: "2.0",
    id: id ?? null,
    error: { code: 0, message: "Odoo Server Error", data },
  });
}

export function noDatabase(): Answer {
  return html(
    404,
    "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n",
  );
}

function debugOf(error: ErpError): string {
  return `Traceback (most recent call last):\n  File "/usr/lib/python3/dist-packages/odoo/http.py", line 2187, in dispatch\n${error.odooName}: ${error.message}\n`;
}
