import { definitionOf, isSignalId } from "../health/catalog";
import { WORKFLOWS, type Workflow } from "../health/domains";
import { isStanding } from "./record";

type Told = {
  causes: readonly { key: string; endedAt: Date | null }[];
  /** How many causes are only counted: of those it is not known what they concern. */
  more: number;
};

const SIGNAL = /^signal:/;

function workflowOf(key: string): Workflow | null {
  const id = key.replace(SIGNAL, "");
  return SIGNAL.test(key) && isSignalId(id) ? definitionOf(id).workflow : null;
}

/**
 * What people cannot do, in a plant's words, when all that is wrong is that some workflows fail: "confirm work orders".
 * Null when more is wrong than that, or when nobody can sign in: then whatever the business does there is hurt.
 */
export function workflowsHurt({ causes, more }: Told): readonly string[] | null {
  const standing = causes.filter(isStanding);
  const told = standing.length > 0 ? standing : causes;
  const workflows = told.flatMap(({ key }) => workflowOf(key) ?? []);
  if (more > 0 || told.length === 0 || workflows.length < told.length) return null;
  if (workflows.includes("sign_in")) return null;
  return [...new Set(workflows)].map((id) => WORKFLOWS[id].charAt(0).toLowerCase() + WORKFLOWS[id].slice(1));
}
