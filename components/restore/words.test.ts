import { expect, it } from "vitest";
import { figureText, unreadWords } from "./words";

it("sets the thousands of figures apart, and leaves the names of documents alone", () => {
  const said = [817667.5, "1234567.500", "-23157.000", "9999", "WH/OUT/00470", "10 · 4ae24d6dcc", null];
  expect(said.map(figureText)).toEqual([
    "817\u202f667.5",
    "1\u202f234\u202f567.500",
    "-23\u202f157.000",
    "9999",
    "WH/OUT/00470",
    "10 · 4ae24d6dcc",
    "–",
  ]);
});

it("says once for each reason which figures were not read", () => {
  const reason = "this database has no mrp_workorder";
  const unread = [
    { title: "Work orders", reason },
    { title: "Stock value", reason: "it broke" },
    { title: "Open work orders", reason },
  ];
  expect(unreadWords(unread)).toEqual([
    `Work orders, Open work orders: ${reason}.`,
    "Stock value: it broke.",
  ]);
});
