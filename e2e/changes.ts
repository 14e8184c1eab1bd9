import { expect, type Page } from "@playwright/test";
import { changeTitled } from "./people";

type ChangeAnswer = { version: number; state: string; outcome: string; operationId: string | null };
type OperationAnswer = {
  state: string;
  sentence: string;
  restorePoint: { state: string } | null;
  steps: { name: string; state: string; sentence: string }[];
};

/** Approves and starts by the API that the buttons use, then waits for the end. */
export async function runChange(
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
