import { expect, type Page, test } from "@playwright/test";
import { changeTitled, pageAs } from "./people";

type ChangeAnswer = { version: number; state: string; outcome: string; operationId: string | null };
type OperationAnswer = {
  state: string;
  sentence: string;
  restorePoint: { state: string } | null;
  steps: { name: string; state: string; sentence: string }[];
};

/** Approves and starts by the API that the buttons use, then waits for the end. */
async function runChange(
  page: Page,
  title: string,
): Promise<{ change: ChangeAnswer; operation: OperationAnswer }> {
  const { id } = await changeTitled(page.request, title);
  const read = async () => (await (await page.request.get(`/api/v1/changes/${id}`)).json()) as ChangeAnswer;
  for (const verb of ["approve", "start"]) {
    const { version } = await read();
    const answer = await page.request.post(`/api/v1/changes/${id}/${verb}`, { data: { version } });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  await expect.poll(async () => (await read()).state, { timeout: 150_000 }).not.toBe("in_progress");
  const change = await read();
  const operation = await page.request.get(`/api/v1/operations/${change.operationId}`);
  return { change, operation: (await operation.json()) as OperationAnswer };
}

test("a release whose business checks fail is taken back, naming the check", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const { change, operation } = await runChange(page, "2026.11.6 faster price lists to Guelph staging");
  expect(change.state).toBe("rolled_back");
  expect(change.outcome).toMatch(/Rolled back to 2026\.11\.1: .*order/i);
  expect(operation.steps.find(({ name }) => name === "smoke")?.state).toBe("failed");
  expect(operation.steps.find(({ name }) => name === "restore_smoke")?.state).toBe("done");
  await page.goto(`/operations/${change.operationId}`);
  await expect(page.getByText(operation.sentence).first()).toBeVisible();
});

test("a release whose module update fails gets the data of its checkpoint back", async ({ browser }) => {
  test.setTimeout(180_000);
  const page = await pageAs(browser, "release_manager");
  const { change, operation } = await runChange(page, "2026.11.5 to Lübeck staging");
  expect(change.state).toBe("rolled_back");
  expect(change.outcome).toMatch(/Rolled back to 2026\.11\.2/);
  expect(operation.steps.find(({ name }) => name === "checkpoint")?.state).toBe("done");
  expect(operation.steps.find(({ name }) => name === "migrate")?.state).toBe("failed");
  expect(operation.steps.find(({ name }) => name === "restore_data")?.sentence).toContain(
    "Database and files are those of the checkpoint again",
  );
  expect(operation.restorePoint?.state).toBe("good");
  expect(change.outcome).toContain("nothing was lost");
  expect(operation.steps.find(({ name }) => name === "rollout")?.state).toBe("skipped");
});

test("a release with a schema change updates the modules and then rolls out", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const { change, operation } = await runChange(page, "2026.11.2 to Suwa dev");
  expect(change.state, change.outcome).toBe("succeeded");
  expect(operation.steps.find(({ name }) => name === "migrate")?.state).toBe("done");
  await page.goto(`/operations/${change.operationId}`);
  await expect(page.getByText(/modules? updated|mrp_workorder_ext/).first()).toBeVisible();
});
