import { describe, expect, it } from "vitest";
import { LONGEST_STATUS, momentFor, STATUS_MOMENTS, standingOf, statusTemplate } from "./status-text";

const facts = {
  title: "work orders cannot be confirmed.",
  sites: ["Werk Süd", "Lager Nord"],
  processes: ["Production"],
  startedAt: new Date("2026-11-28T13:03:00Z"),
  resolvedAt: null,
  zone: "Europe/Berlin",
};

describe("what a plant reads of an incident", () => {
  it("begins from what is known, on the plant's clock", () => {
    expect(statusTemplate("noticed", facts)).toBe(
      "Work orders cannot be confirmed. We see it since Sat 28 Nov 14:03 CET and work on it. Concerned: Werk Süd and Lager Nord. It affects Production. We tell you more within 30 minutes.",
    );
    const over = { ...facts, resolvedAt: new Date("2026-11-28T14:00:00Z") };
    expect(statusTemplate("over", over)).toContain("over since Sat 28 Nov 15:00 CET");
  });

  it("fits what can be published, however much there is to name", () => {
    const many = Array.from({ length: 50 }, (_, index) => `Werk ${index} in der langen Straße am Rande`);
    const long = { ...facts, title: "x".repeat(160), sites: many, processes: many };
    for (const moment of STATUS_MOMENTS)
      expect(statusTemplate(moment, long).length).toBeLessThanOrEqual(LONGEST_STATUS);
  });

  it("follows how the incident stands", () => {
    expect(["open", "mitigated", "resolved", "closed"].map(momentFor)).toEqual([
      "noticed",
      "mitigated",
      "over",
      "over",
    ]);
    expect(["open", "mitigated", "reviewed"].map(standingOf)).toEqual(["open", "mitigated", "over"]);
  });
});
