import { expect, it } from "vitest";
import { type DataOutcome, dataSentence } from "./restore-sentence";

const failed = (step: string): DataOutcome => ({
  ...{ kind: "restore", noun: "restore", state: "rolled_back", touched: true, environment: "Staging" },
  failure: { step, kind: "refused", reason: "The repository is damaged.", facts: null },
  ...{ rollbackFailure: null, seconds: 20 },
});

it("says that nothing was exchanged when it failed beside what lives, and that it was taken back after that", () => {
  expect(dataSentence(failed("restore_beside"))).toBe(
    "Restore not done, nothing was exchanged; Staging went on undisturbed: The repository is damaged.",
  );
  expect(dataSentence(failed("smoke"))).toBe(
    "The restore was taken back; Staging runs on the data from before: The repository is damaged.",
  );
});

it("names a person's turn when going back failed too, and with what", () => {
  const stuck = { ...failed("swap"), state: "failed", rollbackFailure: failed("swap_back").failure } as const;
  expect(dataSentence(stuck)).toMatch(
    /^Taking the restore back failed \(The repository is damaged\).*a person must look\.$/,
  );
});
