import { expect, it } from "vitest";
import { type DataRollbackFacts, dataRollbackRefusal } from "./data-rollback";

const FACTS: DataRollbackFacts = {
  from: "2026.11.2",
  target: "2026.11.1",
  codeAlone: false,
  activeOperation: null,
  change: "CHG-7",
  checkpoint: { state: "good", proof: "unproven", complete: true },
  waiting: null,
};
const checkpoint = { state: "good", proof: "unproven", complete: true } as const;

it.each<[string, Partial<DataRollbackFacts>, string | null]>([
  ["after a change that saved its checkpoint", {}, null],
  ["where nothing ran", { from: null }, "Nothing has run here yet"],
  ["while something runs", { activeOperation: "op-1" }, "op-1 works on this environment"],
  ["at the first release", { target: null }, "first release known here"],
  ["where code alone can go back", { codeAlone: true }, "loses nothing: use that"],
  ["while it is asked for", { waiting: "RST-3" }, "RST-3 asks for it already"],
  ["without a change", { change: null }, "No change is known that brought 2026.11.2"],
  ["without a checkpoint", { checkpoint: null }, "CHG-7 saved no checkpoint"],
  ["with a removed one", { checkpoint: { ...checkpoint, state: "forgotten" } }, "removed by its retention"],
  ["with a damaged one", { checkpoint: { ...checkpoint, state: "damaged" } }, "is not complete"],
  ["with one that lacks a part", { checkpoint: { ...checkpoint, complete: false } }, "is not complete"],
  ["with a disproved one", { checkpoint: { ...checkpoint, proof: "disproved" } }, "back failed"],
])("release and data go back together %s", (_, over, said) => {
  const refusal = dataRollbackRefusal({ ...FACTS, ...over });
  if (said === null) expect(refusal).toBeNull();
  else expect(refusal).toContain(said);
});
