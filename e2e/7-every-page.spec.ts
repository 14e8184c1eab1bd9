import { expect, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { everyPageIsSound } from "./every-page";

everyPageIsSound("first");

test("the sign-in page is sound, and a wrong password is told", async ({ page }) => {
  await page.goto("/sign-in");
  await expectSound(page);
  await page.getByLabel("E-mail").fill("nobody@holdfast.example");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: /sign in/i }).click();
  await expect(page.getByRole("alert").first()).toContainText(/wrong/i);
});
