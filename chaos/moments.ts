import type { Fault } from "./fault-proxy";

/** The worst request of a step to lose one's worker at: carried out, and never heard to be. */
export type Moment = { method: RegExp; path: RegExp; body?: RegExp; fault: Fault };

/** An effect that stands and is not written down yet; a read is held before it is answered. */
const AFTER: Fault = { kind: "hold_answer" };
const BEFORE: Fault = { kind: "hold_request" };
/** The call that runs the business checks, not the sign-in before it. */
const CHECKS: Moment = {
  method: /POST/,
  path: /\/services\/.*\/proxy\//,
  body: /"ops\.smoke"/,
  fault: AFTER,
};

const applied = (path: RegExp): Moment => ({ method: /PATCH/, path, fault: AFTER });
const WEB = applied(/\/deployments\/web\?(?!.*dryRun)/);
const ROUTE = applied(/\/ingressroutes\/web\?/);
const WEIGHTS = applied(/\/traefikservices\/web\?/);
const JOB = applied(/\/jobs\/op-/);
const WEB_READ: Moment = { method: /GET/, path: /\/deployments\/web$/, fault: BEFORE };

/** Steps that ask no cluster, or only its metrics, have none: they are caught at the write that ends them. */
export const MOMENTS: Readonly<Record<string, Moment>> = {
  preflight: applied(/dryRun=All/),
  quiesce: ROUTE,
  checkpoint: JOB,
  migrate: JOB,
  canary: applied(/\/deployments\/web-canary\?/),
  canary_smoke: WEIGHTS,
  widen: WEIGHTS,
  rollout: WEB,
  smoke: CHECKS,
  open: ROUTE,
  observe: CHECKS,
  record: WEB_READ,
  snapshot: JOB,
  read_back: JOB,
  start_erp: applied(/\/deployments\/op-/),
  ask_erp: CHECKS,
  remove_copy: JOB,
  safety_backup: JOB,
  restore_beside: JOB,
  neutralize: JOB,
  swap: JOB,
  archive: JOB,
  note_log: JOB,
  recover: applied(/\/clusters\/postgres-op-/),
  release_recovery: { method: /DELETE/, path: /\/clusters\/postgres-op-/, fault: AFTER },
  bring: JOB,
  keep_log: JOB,
  bring_copy: JOB,
  start_copy: WEB,
  scratch_smoke: CHECKS,
  let_in: ROUTE,
  clear_away: JOB,
  start: WEB,
  drill_smoke: CHECKS,
  measure: JOB,
  tear_down: JOB,
  restore_data: JOB,
  swap_back: JOB,
  start_again: WEB,
  restore_release: WEB,
  restore_rollout: WEB_READ,
  restore_smoke: CHECKS,
  restore_open: ROUTE,
  restore_record: WEB_READ,
};

/** @throws Error when the step has no request to be caught at */
export function momentOf(step: string): Moment {
  const moment = MOMENTS[step];
  if (moment === undefined) throw new Error(`No request of step ${step} is known.`);
  return moment;
}
