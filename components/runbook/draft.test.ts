import { expect, it } from "vitest";
import { SHIPPED_RUNBOOKS } from "@/lib/domain/runbook/shipped/runbooks";
import { contentFrom, draftOf, emptyDraft, moved, newStep } from "./draft";

it("a text goes through the editor and comes back the same", () => {
  for (const { content } of SHIPPED_RUNBOOKS) expect(contentFrom(draftOf(content))).toEqual(content);
});

it("new steps get keys of their titles, known ones keep theirs", () => {
  const draft = emptyDraft();
  const steps = [
    { ...newStep(), title: "Look", key: "look" },
    { ...newStep(), title: "Look" },
    { ...newStep(), title: "Look" },
  ];
  expect(contentFrom({ ...draft, steps }).steps.map(({ key }) => key)).toEqual(["look", "look-2", "look-3"]);
});

it("an entry moves by one place, and not beyond the ends", () => {
  const list = ["a", "b", "c"].map((id) => ({ id }));
  const ids = (id: string, by: -1 | 1) =>
    moved(list, id, by)
      .map((entry) => entry.id)
      .join("");
  expect([ids("b", -1), ids("b", 1), ids("a", -1), ids("c", 1), ids("x", 1)]).toEqual([
    "bac",
    "acb",
    "abc",
    "abc",
    "abc",
  ]);
});
