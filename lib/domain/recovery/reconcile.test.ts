import { describe, expect, it } from "vitest";
import { FIGURE_TITLES } from "./figures";
import { type ReconcileInput, reconcile } from "./reconcile";

const takenAt = new Date("2026-11-20T10:00:00Z");
const before = { orders: "45", last_order: "S00045", debit: "10.00", credit: "10.00", modules: "5 · a" };
const after = { orders: "42", last_order: "S00042", debit: "9.00", credit: "9.00", modules: "5 · a" };
const base = { before, after, rowCounts: { sale_order: 42 }, sameEnvironment: true, takenAt };
const recorded = { recorded: after, differing: {} };
const line = (input: ReconcileInput, name: string) => reconcile(input).lines.find((one) => one.name === name);

describe("figures that the backup recorded", () => {
  it("are met exactly, wherever the data go; what differs from before is told beside", () => {
    const found = reconcile({ ...base, figures: recorded });
    expect(found).toMatchObject({ flagged: 0, explained: 0, met: 5, balanced: true, record: "figures" });
    expect(found.sentence).toBe("All 5 figures came back as the backup recorded them. The books balance.");
    expect(found.lines[0]).toMatchObject({
      verdict: "met",
      recorded: "42",
      note: expect.stringContaining("3 fewer"),
    });
    const elsewhere = reconcile({
      ...base,
      figures: recorded,
      before: { orders: "7" },
      sameEnvironment: false,
    });
    expect(elsewhere).toMatchObject({ flagged: 0, met: 5 });
  });

  it.each([
    ["debit", "123456.78", "The backup recorded 123456.78; 9.00 came back."],
    ["last_order", "S00050", "The backup recorded S00050; S00042 came back."],
  ])(
    "are flagged with both values when something else came back, into every environment: %s",
    (name, value, note) => {
      const figures = {
        recorded: { ...after, [name]: value },
        differing: { [name]: after[name as "debit"] },
      };
      for (const sameEnvironment of [true, false]) {
        const found = reconcile({ ...base, figures, sameEnvironment });
        expect(found.flagged).toBe(1);
        expect(found.lines.find((one) => one.name === name)).toMatchObject({
          verdict: "flagged",
          recorded: value,
          note,
        });
        expect(found.sentence).toContain("1 of 5 figures differ without an explanation: ");
      }
    },
  );

  it("catch every single figure that did not come back, however it is lost", () => {
    const all = Object.fromEntries(Object.keys(FIGURE_TITLES).map((name) => [name, "1"]));
    const whole = { recorded: all, differing: {} };
    const input = { before: all, after: all, rowCounts: {}, sameEnvironment: false, takenAt };
    expect(reconcile({ ...input, figures: whole })).toMatchObject({
      flagged: 0,
      met: Object.keys(all).length,
    });
    for (const name of Object.keys(all)) {
      const { [name]: _gone, ...rest } = all;
      for (const wrong of [
        { figures: { recorded: all, differing: { [name]: "none" } }, after: { ...all, [name]: "none" } },
        { figures: whole, after: { ...all, [name]: "2" } },
        { figures: whole, after: rest },
      ])
        expect(line({ ...input, ...wrong }, name)?.verdict, name).toBe("flagged");
    }
  });

  it("may be changed by making a copy harmless only where that is what it does", () => {
    const all = { users: "8", debit: "9.00" };
    const input = { ...base, rowCounts: {}, before: all, figures: { recorded: all, differing: {} } };
    const changed = { ...input, after: { users: "7", debit: "8.00" } };
    expect(line({ ...changed, neutralised: true }, "users")).toMatchObject({
      verdict: "explained",
      note: "8 came back; making the copy harmless left 7.",
    });
    expect(line({ ...changed, neutralised: true }, "debit")?.verdict).toBe("flagged");
    expect(line(changed, "users")?.note).toBe(
      "The backup recorded 8; it came back, and is 7 since the exchange.",
    );
  });

  it("go after the row counts that were kept outside the repository", () => {
    const found = line({ ...base, figures: recorded, rowCounts: { sale_order: 43 } }, "orders");
    expect(found).toMatchObject({ verdict: "flagged", note: "The backup recorded 43; 42 came back." });
  });

  it("do not excuse modules that moved, or books that do not balance", () => {
    const figures = { recorded: { ...after, credit: "8.00", modules: "5 · b" }, differing: {} };
    const found = reconcile({ ...base, figures, after: figures.recorded });
    expect([found.flagged, found.balanced]).toEqual([2, false]);
    expect(found.sentence).toContain("Debit and credit do not balance.");
    expect(reconcile({ ...base, figures, after: figures.recorded, sameRelease: false }).flagged).toBe(1);
  });
});

describe("without figures in the backup", () => {
  it("row counts are held against it, and the page says that nothing else is", () => {
    const found = reconcile(base);
    expect(found).toMatchObject({ flagged: 0, met: 1, explained: 3, record: "rows" });
    expect(found.sentence).toContain("recorded row counts only: 1 of 5 figures");
    expect(reconcile({ ...base, rowCounts: { sale_order: 41 } }).flagged).toBe(1);
  });

  const noteOf = (was: string, is: string) =>
    line({ ...base, before: { last_invoice: was }, after: { last_invoice: is } }, "last_invoice");

  it.each([
    ["INV/2026/00045", "INV/2026/00042", "INV/2026/00043 to INV/2026/00045 were given out since"],
    ["INV/2026/00043", "INV/2026/00042", "INV/2026/00043 was given out since"],
    ["INV/2027/00003", "INV/2026/00042", "Changed in the time that was given up."],
    ["none", "INV/2026/00042", "Changed in the time that was given up."],
  ])("says which numbers will be given a second time: %s, now %s", (was, is, said) => {
    expect(noteOf(was, is)).toMatchObject({ verdict: "explained", note: expect.stringContaining(said) });
  });

  it("flags numbers that went missing, and names modules; those of an earlier release are meant to differ", () => {
    const figures = {
      before: { number_gaps: "0", modules: "5 · a" },
      after: { number_gaps: "2", modules: "5 · b" },
    };
    const modules = [{ name: "stock_nw", before: "2.0", after: "1.9" }];
    const rest = { ...base, ...figures, modules };
    expect(reconcile(rest)).toMatchObject({ flagged: 2, modules });
    expect(line(rest, "number_gaps")?.note).toBe("2 more are missing than before.");
    expect(reconcile({ ...rest, sameRelease: false }).flagged).toBe(1);
  });

  it("says what stood there before is unknown where it could not be read", () => {
    expect(line({ ...base, before: {} }, "debit")?.note).toBe("What stood there before could not be read.");
  });
});

describe("a second between backups", () => {
  const newest = "2026-11-20 09:59:58 UTC";
  const second = { recorded: { ...after, newest_document: newest, number_gaps: "1" }, differing: {} };
  const gone = { ...second.recorded };
  const input = { ...base, figures: second, after: gone, recovered: true };

  it("has no record, and the page says so", () => {
    const found = reconcile({ ...input, before: { ...before, number_gaps: "1" } });
    expect(found).toMatchObject({ flagged: 0, record: "server" });
    expect(found.sentence).toContain("Nobody took a record of that second");
    expect(found.sentence).toContain("no document is newer than the second");
  });

  it("is held to the second itself, and to numbers that went missing", () => {
    expect(line({ ...input, takenAt: new Date("2026-11-20T09:59:57Z") }, "newest_document")).toMatchObject({
      verdict: "flagged",
      note: "It was entered after the second that was brought back.",
    });
    expect(line({ ...input, before: { ...before, number_gaps: "0" } }, "number_gaps")?.verdict).toBe(
      "flagged",
    );
  });
});

it("names the figures that could not be read, with the reason", () => {
  const unread = { stock_value: "product_template.standard_price", work_orders: "! it broke" };
  const found = reconcile({ ...base, figures: recorded, unread });
  expect(found.unread).toEqual([
    { title: "Stock value", reason: "this database has no product_template.standard_price" },
    { title: "Work orders", reason: "it broke" },
  ]);
  // That there is no such table is no failure to read it.
  expect(found.sentence).toContain("One figure could not be read.");
});

it("holds nothing against what stood there before where that could not be counted, and says so once", () => {
  const unknown = { ...base, before: {}, beforeUnknown: "There was no database before." };
  for (const figures of [recorded, null]) {
    const found = reconcile({ ...unknown, figures });
    expect(found).toMatchObject({ flagged: 0, beforeUnknown: "There was no database before." });
    expect(found.lines.map(({ note }) => note).join("")).toBe("");
    expect(found.sentence).not.toContain("before");
  }
});
