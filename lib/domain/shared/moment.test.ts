import { expect, it } from "vitest";
import { momentIn } from "./moment";

const at = new Date("2026-11-24T13:05:00Z");

it("says a moment on the clock of the place, with its zone", () => {
  expect(momentIn(at, "Europe/Berlin")).toBe("Tue 24 Nov 14:05 CET");
  expect(momentIn(at, "America/Toronto")).toBe("Tue 24 Nov 08:05 EST");
  expect(momentIn(new Date("2026-07-01T12:00:00Z"), "America/Toronto")).toBe("Wed 1 Jul 08:00 EDT");
  expect(momentIn(at, "Asia/Tokyo")).toBe("Tue 24 Nov 22:05 JST");
  expect(momentIn(at, "America/Lima")).toBe("Tue 24 Nov 08:05 GMT-5");
});

it("falls back to UTC, and says so, where the zone is not known", () => {
  expect(momentIn(at, "Mars/Olympus")).toBe("Tue 24 Nov 13:05 UTC");
});
