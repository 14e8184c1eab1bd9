import { expect, it } from "vitest";
import { cronWords } from "./cron-words";

it.each([
  ["10 */4 * * *", "every 4 hours at 10 past"],
  ["0 * * * *", "every hour on the hour"],
  ["20 1,13 * * *", "at 01:20 and 13:20 every day"],
  ["30 1 * * *", "at 01:30 every day"],
  ["0 2 * * 0", "at 02:00 every Sunday"],
  ["0 2 * * 1-5", "at 02:00 from Monday to Friday"],
  ["0 2 * * 1,4", "at 02:00 every Monday and Thursday"],
  ["5 3 1 * *", "at 03:05 on day 1 of every month"],
  ["0 */6 * * 6", "every 6 hours on the hour every Saturday"],
  ["*/20 * * * *", "as “*/20 * * * *” says"],
  ["0 2 1 1 *", "as “0 2 1 1 *” says"],
  ["0 2-4 * * *", "as “0 2-4 * * *” says"],
])("%s is %s", (cron, words) => {
  expect(cronWords(cron)).toBe(words);
});
