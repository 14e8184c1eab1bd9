import { describe, expect, it } from "vitest";
import { expectedUnsaved, lostFault, lostIn, unsavedSentence } from "./unsaved";

describe("what cannot be saved before a restore", () => {
  it.each([
    ["Failed: The database does not exist. (database shop: no) (database_missing).", "database_missing"],
    ["Failed: The database is damaged (database_damaged).", "database_damaged"],
    ["Failed: The filestore directory does not exist (filestore_missing).", "filestore_missing"],
    ["Failed: The repository is locked (repository_locked).", null],
    ["Failed: somebody wrote (database_missing) in the middle of it.", null],
    ["", null],
  ])("is told by the last backup's own word: %s", (sentence, fault) => {
    expect(lostIn(sentence)).toBe(fault);
  });

  it("is only what no second try makes whole again", () => {
    for (const name of ["database_unreachable", "permission_denied", "not_enough_disk", "failed", "toString"])
      expect(lostFault(name)).toBeNull();
  });

  it("promises an undo only where something is kept", () => {
    expect(unsavedSentence("database_missing", "The database is gone.")).toBe(
      "What stood here could not be backed up first: The database is gone. Nothing of its data is left to keep: there is no undo to this restore.",
    );
    expect(expectedUnsaved("Suwa", "database_damaged")).toContain("an undo brings the damaged data back");
  });
});
