import type { CheckAnswer, ConnectorCheck } from "@/lib/domain/integration/check";

export type AskedCheck = {
  check: ConnectorCheck;
  /** Value of the check's header, or the password of its user; never logged. */
  secret: string | null;
  /** Lines of lib/domain/integration/reach: what may be called. Nothing else is. */
  reach: readonly string[];
  clusterId: string;
  namespace: string;
  /** Whether it has answered from here before: if never, that it does not proves nothing. */
  answeredBefore: boolean;
};

/** Finds out whether systems outside of the ERP answer. */
export interface Connectors {
  /** Never throws but the signal's own reason: what goes wrong is the answer. Ends within the check's own limit. */
  check(asked: AskedCheck, signal: AbortSignal): Promise<CheckAnswer>;
}
