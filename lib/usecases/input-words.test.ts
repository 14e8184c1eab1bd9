import { expect, it } from "vitest";
import { z } from "zod";
import { parseInput } from "./query";

const Asked = z.strictObject({
  title: z.string().min(1).max(5),
  days: z.int().min(1),
  kind: z.enum(["freeze", "peak"]),
  ids: z.array(z.uuid()).max(1),
  own: z.string().min(3, "Say why."),
});
const good = { title: "Count", days: 1, kind: "peak", ids: [], own: "Because." };

it.each([
  [{ title: "" }, "title: It is empty."],
  [{ title: "Too long" }, "title: It has at most 5 characters."],
  [{ title: undefined }, "title: It is missing."],
  [{ title: 5 }, "title: It has to be a text."],
  [{ days: 0 }, "days: It has to be 1 or more."],
  [{ days: 1.5 }, "days: It has to be a whole number."],
  [{ kind: "party" }, "kind: Say one of freeze, peak."],
  [{ ids: ["7"] }, "ids.0: It is no id of Holdfast's."],
  [{ ids: null }, "ids: It has to be a list."],
  [{ more: 1 }, "There is no such field: more."],
  [{ own: "" }, "own: Say why."],
])("says in words what is wrong with %j", (fault, sentence) => {
  expect(() => parseInput(Asked, { ...good, ...fault })).toThrow(sentence);
});
