/** An error as Odoo's external API reports it: the Python class by name, and JSON-2's status code. */
export class ErpError extends Error {
  readonly odooName: string;
  readonly status: number;

  constructor(odooName: string, status: number, message: string) {
    super(message);
    this.odooName = odooName;
    this.status = status;
  }
}

export const accessDenied = (message = "Access Denied") =>
  new ErpError("odoo.exceptions.AccessDenied", 401, message);
export const accessError = (message: string) => new ErpError("odoo.exceptions.AccessError", 403, message);
export const userError = (message: string) => new ErpError("odoo.exceptions.UserError", 422, message);
export const missing = (message: string) => new ErpError("odoo.exceptions.MissingError", 404, message);
export const notFound = (message: string) => new ErpError("werkzeug.exceptions.NotFound", 404, message);
export const badArguments = (message: string) =>
  new ErpError("werkzeug.exceptions.UnprocessableEntity", 422, message);
export const valueError = (message: string) => new ErpError("builtins.ValueError", 500, message);
/** A defect in the code, as opposed to something the user did. */
export const codeError = (type: string, message: string) => new ErpError(`builtins.${type}`, 500, message);

/** Turns anything thrown into an ErpError; a database error keeps PostgreSQL's own words. */
export function asErpError(error: unknown): ErpError {
  if (error instanceof ErpError) return error;
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return new ErpError(`psycopg2.errors.${postgresClass(error.code)}`, 500, error.message);
  }
  const message = error instanceof Error ? error.message : String(error);
  return codeError("RuntimeError", message);
}

/** True when the database itself could not be reached or ended the connection. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    /^(ECONN|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EPIPE|08|57P|3D000|28)/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}

function postgresClass(code: string): string {
  const known: Record<string, string> = {
    "42703": "UndefinedColumn",
    "42P01": "UndefinedTable",
    "23505": "UniqueViolation",
    "23503": "ForeignKeyViolation",
    "23502": "NotNullViolation",
    "22P02": "InvalidTextRepresentation",
    "55P03": "LockNotAvailable",
    "57014": "QueryCanceled",
    "40001": "SerializationFailure",
    "40P01": "DeadlockDetected",
  };
  return known[code] ?? "DatabaseError";
}
