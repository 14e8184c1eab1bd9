import { expect, it } from "vitest";
import { gateCount } from "./gate-count";

const gates = (...verdicts: ("pass" | "warn" | "waived" | "owed" | "fail")[]) =>
  verdicts.map((verdict) => ({ verdict }));

it("counts what passes, and names what was let through otherwise", () => {
  expect(gateCount(gates("pass", "pass", "fail"))).toBe("2 of 3 pass");
  expect(gateCount(gates("pass", "warn", "fail"))).toBe("2 of 3 pass, one with a warning");
  expect(gateCount(gates("pass", "warn", "warn", "owed", "waived", "owed"))).toBe(
    "3 of 6 pass, 2 with a warning, 2 owed, 1 waived",
  );
});
