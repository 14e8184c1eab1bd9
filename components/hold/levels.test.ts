import { expect, it } from "vitest";
import { HOLD_LONGEST_MS } from "@/lib/domain/policy/hold";
import { endAfter } from "./levels";

const now = Date.parse("2026-11-24T09:00:00Z");

it("reads whole hours from one to the longest the rule allows", () => {
  expect(endAfter("1", now)?.toISOString()).toBe("2026-11-24T10:00:00.000Z");
  expect(endAfter(" 24 ", now)?.toISOString()).toBe("2026-11-25T09:00:00.000Z");
  expect(endAfter("744", now)?.getTime()).toBe(now + HOLD_LONGEST_MS);
  for (const typed of ["", "0", "745", "1.5", "-3", "1e2", "two"])
    expect(endAfter(typed, now), typed).toBeNull();
});
