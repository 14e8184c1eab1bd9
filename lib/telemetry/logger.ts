import "server-only";
import { type DestinationStream, type Logger as PinoLogger, pino, stdSerializers } from "pino";
import { redactText } from "./redact";

export type Logger = Pick<PinoLogger, "debug" | "info" | "warn" | "error"> & {
  child(bindings: Record<string, unknown>): Logger;
};

const SECRET_FIELDS = ["password", "token", "secret", "key", "kubeconfig", "authorization", "cookie"];

/** An error for the log: name, text and stack with credentials hidden, causes included. */
function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  return { type, message: redactText(message), stack: redactText(stack) };
}

/**
 * JSON lines on standard output. Secrets are hidden by field name and by shape; `child({ correlationId })` binds
 * what connects the lines of one request or operation.
 */
export function createLogger(
  options: { name: string; level?: string; bindings?: Record<string, unknown> },
  destination?: DestinationStream,
): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? "info",
    base: options.bindings ?? {},
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: "[hidden]" },
    serializers: { error: loggedError, err: loggedError },
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}
