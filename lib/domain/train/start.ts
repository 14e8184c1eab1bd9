import type { Gate } from "../policy/gate";
import type { StartVerdict } from "./facts";

/** Gates that pass by themselves or by somebody else's doing: a car waits for them. Any other failing one refuses it. */
const PASSING_GATES: readonly string[] = [
  "not_held",
  "environment_free",
  "cluster_reachable",
  "calendar_open",
  "window_fit",
];

/** What the gates at a car's start mean for its train. */
export function startVerdict(gates: readonly Gate[]): StartVerdict {
  const failing = gates.filter(({ verdict }) => verdict === "fail");
  const lasting = failing.find(({ id }) => !PASSING_GATES.includes(id));
  if (lasting !== undefined) return { kind: "refused", reason: lasting.fact };
  const [passing] = failing;
  return passing === undefined ? { kind: "go" } : { kind: "wait", reason: passing.fact };
}
