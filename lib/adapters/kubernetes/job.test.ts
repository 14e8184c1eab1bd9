import { expect, it } from "vitest";
import { outcome } from "./job";

it("says why the node ended a Job's pod", () => {
  const failed = { type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: "Too often." };
  const why = 'Usage of EmptyDir volume "scratch" exceeds the limit "50Gi".';
  const pod = { metadata: { name: "p" }, status: { phase: "Failed", reason: "Evicted", message: why } };
  expect(outcome(failed, pod, [])).toMatchObject({ succeeded: false, reason: `Evicted: ${why}` });
  expect(outcome(failed, { ...pod, status: {} }, []).reason).toBe("BackoffLimitExceeded");
});
