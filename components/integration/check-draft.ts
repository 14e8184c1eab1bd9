import type { ConnectorCheck } from "@/lib/contracts/api/resources/connector-check";
import type { CheckKind } from "@/lib/domain/integration/check";

/** The fields of a check as people type them; which of them count follows from the kind. */
export type CheckDraft = {
  kind: CheckKind | "";
  url: string;
  header: string;
  host: string;
  port: string;
  greeting: string;
  user: string;
  path: string;
  fingerprint: string;
  service: string;
  channel: string;
  pointer: string;
  warnAt: string;
  badAt: string;
  timeoutSeconds: string;
  slowMs: string;
};

const EMPTY: CheckDraft = {
  ...{ kind: "", url: "", header: "", host: "", port: "", greeting: "", user: "", path: "", fingerprint: "" },
  ...{ service: "", channel: "", pointer: "", warnAt: "", badAt: "", timeoutSeconds: "5", slowMs: "" },
};

const textOf = (value: number | null | undefined): string => (value == null ? "" : String(value));

export function checkDraft(check: ConnectorCheck | null): CheckDraft {
  if (check === null) return EMPTY;
  const common = {
    ...EMPTY,
    kind: check.kind,
    timeoutSeconds: String(check.timeoutMs / 1_000),
    slowMs: textOf(check.slowMs),
  };
  switch (check.kind) {
    case "http":
      return { ...common, url: check.url, header: check.header ?? "", ...valueDraft(check.value) };
    case "tcp":
      return { ...common, host: check.host, port: String(check.port), greeting: check.greeting };
    case "sftp": {
      const { host, user, path, fingerprint } = check;
      return { ...common, host, port: String(check.port), user, path, fingerprint };
    }
    case "service":
      return {
        ...{ ...common, service: check.service, port: String(check.port), path: check.path },
        ...valueDraft(check.value),
      };
    case "queue":
      return {
        ...common,
        channel: check.channel ?? "",
        warnAt: textOf(check.warnAt),
        badAt: textOf(check.badAt),
      };
  }
}

const valueDraft = (value: { pointer: string; warnAt: number; badAt: number } | null) => ({
  pointer: value?.pointer ?? "",
  warnAt: textOf(value?.warnAt),
  badAt: textOf(value?.badAt),
});

/** A typed number; what is none becomes NaN, which the server refuses in words beside its field. */
const numberOf = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text.replace(",", ".")));
const countedOf = ({ pointer, warnAt, badAt }: CheckDraft) =>
  pointer.trim() === "" && warnAt === "" && badAt === ""
    ? null
    : { pointer: pointer.trim(), warnAt: numberOf(warnAt), badAt: numberOf(badAt) };

/** As the API takes it; null for no check. */
export function checkOf(draft: CheckDraft): ConnectorCheck | null {
  const common = {
    timeoutMs: Math.round(numberOf(draft.timeoutSeconds) * 1_000),
    slowMs: draft.slowMs.trim() === "" ? null : numberOf(draft.slowMs),
  };
  const [host, port] = [draft.host.trim(), numberOf(draft.port)];
  switch (draft.kind) {
    case "":
      return null;
    case "http":
      return {
        ...{ kind: "http", url: draft.url.trim(), value: countedOf(draft), ...common },
        header: draft.header.trim() === "" ? null : draft.header.trim(),
      };
    case "tcp":
      return { kind: "tcp", host, port, greeting: draft.greeting, ...common };
    case "sftp": {
      const { user, path, fingerprint } = draft;
      return {
        kind: "sftp",
        host,
        port,
        user: user.trim(),
        path: path.trim(),
        fingerprint: fingerprint.trim(),
        ...common,
      };
    }
    case "service":
      return {
        ...{ kind: "service", service: draft.service.trim(), port, path: draft.path.trim() || "/" },
        ...{ value: countedOf(draft), ...common },
      };
    case "queue":
      return {
        ...{ kind: "queue", channel: draft.channel.trim() === "" ? null : draft.channel.trim() },
        ...{ warnAt: numberOf(draft.warnAt), badAt: numberOf(draft.badAt), ...common },
      };
  }
}
