import { expect, it } from "vitest";
import { backupDefaults } from "@/lib/domain/recovery/policy";
import { draftOf, settingsFrom } from "./policy-draft";

const draft = draftOf(backupDefaults("tier1"));

it("what is shown is what was set", () => {
  expect(settingsFrom(draft)).toEqual({ settings: backupDefaults("tier1"), problems: null });
});

it.each([
  ["last", "0"],
  ["daily", "400"],
  ["weekly", "-1"],
  ["monthly", "a few"],
  ["verifyEveryDays", "1.5"],
  ["yearly", ""],
] as const)("%s of “%s” is a problem of that field alone", (name, value) => {
  const { problems } = settingsFrom({ ...draft, counts: { ...draft.counts, [name]: value } });
  expect(Object.keys(problems ?? {})).toEqual([name]);
});
