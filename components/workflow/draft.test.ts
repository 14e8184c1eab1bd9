import { expect, it } from "vitest";
import type { Workflow } from "@/lib/contracts/api/resources/workflow";
import { draftBody, draftOf } from "./draft";
import { percent } from "./words";

const allowed = { allowed: true, reason: null };
const workflow: Workflow = {
  ...{ id: "work_order", title: "Confirm work orders", state: "good", sentence: "", standard: true },
  settings: { enabled: true, everyMinutes: 10, hours: "always", longestMs: 2_500, goodShare: 0.9995 },
  owner: { name: "Henrik Lorenz", contact: "h@nordwerk.example", own: false },
  ...{ fallback: "Route cards.", runbook: null, nextAt: null, asked: null, last: null },
  ...{ kept: { good: 0, known: 0 }, version: 3, can: { edit: allowed, run: allowed } },
};

it("sends back what it was filled with, and no owner where nobody named one", () => {
  const { body } = draftBody(draftOf(workflow), 3);
  expect(body).toEqual({
    ...{ settings: workflow.settings, ownerName: "", ownerContact: "", fallback: "Route cards." },
    ...{ runbookId: null, version: 3 },
  });
});

it("understands a comma, and says which field is no number", () => {
  const draft = { ...draftOf(workflow), longest: "0,5", share: "98,5" };
  expect(draftBody(draft, 3).body?.settings).toMatchObject({ longestMs: 500, goodShare: 0.985 });
  const { body, problems } = draftBody({ ...draft, every: "often" }, 3);
  expect(body).toBeNull();
  expect(Object.entries(problems).filter(([, problem]) => problem !== undefined)).toEqual([
    ["settings.everyMinutes", "Give a number."],
  ]);
});

it("never calls a share with a failure in it 100 %", () => {
  expect(percent(1)).toBe("100\u00a0%");
  expect(percent(99_999 / 100_000)).toBe("99.99\u00a0%");
});
