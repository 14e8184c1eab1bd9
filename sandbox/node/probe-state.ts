import { at, isRecord, number } from "@/sandbox/api/json";

export type ProbeKind = "startup" | "readiness" | "liveness";

/** A probe's numbers; times in milliseconds. */
export type ProbeTiming = {
  readonly initialDelay: number;
  readonly period: number;
  readonly timeout: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
};

/** What a probe has found: the verdict changes only after enough equal results in a row. */
export type ProbeState = {
  readonly passing: boolean;
  readonly successes: number;
  readonly failures: number;
};

/** Before the first result a container counts as alive, but neither as started nor as ready. */
export function initialProbeState(kind: ProbeKind): ProbeState {
  return { passing: kind === "liveness", successes: 0, failures: 0 };
}

/** Adds one result; `verdict` says whether a threshold was reached by it. */
export function recordResult(
  state: ProbeState,
  succeeded: boolean,
  timing: ProbeTiming,
): { state: ProbeState; verdict: "pass" | "fail" | undefined } {
  const successes = succeeded ? state.successes + 1 : 0;
  const failures = succeeded ? 0 : state.failures + 1;
  if (successes >= timing.successThreshold) {
    return { state: { passing: true, successes, failures }, verdict: "pass" };
  }
  if (failures >= timing.failureThreshold) {
    return { state: { passing: false, successes, failures }, verdict: "fail" };
  }
  return { state: { passing: state.passing, successes, failures }, verdict: undefined };
}

/** Reads a probe's numbers with Kubernetes' defaults. */
export function timingOf(probe: unknown): ProbeTiming {
  const seconds = (name: string, fallback: number, minimum: number) =>
    Math.max(minimum, number(at(probe, name)) ?? fallback);
  return {
    initialDelay: seconds("initialDelaySeconds", 0, 0) * 1000,
    period: seconds("periodSeconds", 10, 1) * 1000,
    timeout: seconds("timeoutSeconds", 1, 1) * 1000,
    successThreshold: seconds("successThreshold", 1, 1),
    failureThreshold: seconds("failureThreshold", 3, 1),
  };
}

/** The probe of a container, or undefined when it has none of that kind. */
export function probeOf(container: unknown, kind: ProbeKind): Record<string, unknown> | undefined {
  const probe = at(container, `${kind}Probe`);
  return isRecord(probe) ? probe : undefined;
}
