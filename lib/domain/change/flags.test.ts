import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffModules } from "../release/diff";
import { type ModuleMetadata, NO_METADATA, type ReleaseContent } from "../release/manifest";
import {
  CHANGE_CLASSES,
  type ChangeClass,
  isLowered,
  keptClass,
  lostLowering,
  proposedClass,
} from "./classify";
import { CHANGE_FLAGS, type ChangeFlag, flagsOf, MAX_FLAG_REASONS } from "./flags";

type Told = Record<string, { version: string; schemaChange?: boolean; metadata?: ModuleMetadata | null }>;

const rows = (told: Told) =>
  Object.entries(told).map(([name, { version, schemaChange = false, metadata = NO_METADATA }]) => ({
    ...{ name, version, schemaChange, metadata },
  }));

const content = (told: Told, more: Partial<ReleaseContent> = {}): ReleaseContent => ({
  digest: "sha256:1",
  modules: rows(told),
  configuration: {},
  extras: { ingress: {}, resources: {}, python: [] },
  ...more,
});

const found = (
  from: Told,
  to: Told,
  before: Partial<ReleaseContent> = {},
  after: Partial<ReleaseContent> = {},
) => flagsOf(content(from, before), content(to, after), diffModules(rows(from), rows(to), []));

const moved = (before: Partial<ModuleMetadata>, after: Partial<ModuleMetadata>) =>
  found(
    { mrp: { version: "1.0", metadata: { ...NO_METADATA, ...before } } },
    { mrp: { version: "1.1", metadata: { ...NO_METADATA, ...after } } },
  );

describe("a module that changes", () => {
  it.each<[ChangeFlag, Partial<ModuleMetadata>, Partial<ModuleMetadata>, string]>([
    ["schema", { models: { a: ["x:char"] } }, { models: { a: ["x:char", "y:char"] } }, "a.y"],
    ["schema", { models: { a: ["x:char"] } }, { models: { a: ["x:text"] } }, "a.x"],
    ["schema", { models: { a: ["x:char"] } }, { models: {} }, "a"],
    ["security", { securityFiles: { "s.csv": "1" } }, { securityFiles: { "s.csv": "2" } }, "s.csv"],
    ["data", {}, { dataFiles: { "d.xml": "1" } }, "d.xml"],
    ["cron", { scheduledJobs: { j: "daily" } }, { scheduledJobs: { j: "hourly" } }, "j"],
    ["integration", {}, { endpoints: ["api.example.com"] }, "api.example.com"],
    ["dependencies", { python: ["zeep==4.2"] }, { python: ["zeep==4.3"] }, "zeep==4.3"],
    ["authentication", { authentication: true }, { authentication: true }, "mrp"],
  ])("raises %s when that differs", (flag, before, after, named) => {
    const { flags, reasons, untold } = moved(before, after);
    expect(flags).toEqual([flag]);
    expect(reasons).toMatchObject([{ flag, module: "mrp" }]);
    expect(reasons[0]?.sentence).toContain(named);
    expect(untold).toEqual([]);
  });

  it("raises nothing when only code differs", () => {
    expect(moved({}, {})).toEqual({ flags: [], reasons: [], untold: [] });
  });

  it("raises what differs although its version does not, and is untold where one side is", () => {
    const at = (metadata: ModuleMetadata | null) => ({ mrp: { version: "1", metadata } });
    const before = { ...NO_METADATA, endpoints: ["a"], authentication: true };
    const after = { ...before, endpoints: ["b"], models: { label: ["x:char"] } };
    expect(found(at(before), at(after))).toEqual({
      flags: ["schema", "integration", "authentication"],
      reasons: [
        {
          flag: "schema",
          module: "mrp",
          sentence: "mrp (same version, other content), models and fields: label.",
        },
        {
          flag: "integration",
          module: "mrp",
          sentence: "mrp (same version, other content), addresses outside: a, b.",
        },
        {
          flag: "authentication",
          module: "mrp",
          sentence: "mrp (same version, other content) takes part in signing in.",
        },
      ],
      untold: [],
    });
    expect(found(at(before), at({ ...before })).flags).toEqual([]);
    expect(found(at(before), at({ ...before, authentication: false })).flags).toEqual(["authentication"]);
    expect(found(at(before), at(null)).untold).toEqual(["mrp"]);
    expect(found(at(null), at(after)).untold).toEqual(["mrp"]);
    expect(found(at(null), at(null)).untold).toEqual([]);
  });

  it("is named as untold where CI said nothing of either side, and its schema is told anyway", () => {
    const untold = found(
      { mrp: { version: "1" } },
      { mrp: { version: "2", metadata: null, schemaChange: true } },
    );
    expect(untold).toMatchObject({ flags: ["schema"], untold: ["mrp"] });
    expect(found({ mrp: { version: "1", metadata: null } }, { mrp: { version: "2" } }).untold).toEqual([
      "mrp",
    ]);
  });

  it("that is new counts with all it brings; one that goes away stays in the database", () => {
    const label = { version: "1", metadata: { ...NO_METADATA, models: { label: ["x:char"] } } };
    expect(found({}, { label }).flags).toEqual(["schema"]);
    expect(found({ label }, {}).flags).toEqual([]);
  });
});

describe("the place", () => {
  it("raises infrastructure, or authentication where people sign in by the setting", () => {
    expect(
      found({}, {}, { configuration: { workers: "2" } }, { configuration: { workers: "4" } }).flags,
    ).toEqual(["infrastructure"]);
    expect(found({}, {}, {}, { configuration: { auth_oauth: "1" } }).flags).toEqual(["authentication"]);
    const extras = { ingress: { timeout: "60" }, resources: {}, python: ["lxml==5"] };
    expect(found({}, {}, {}, { extras }).flags).toEqual(["dependencies", "infrastructure"]);
    expect(found({}, {}, { extras: null }, { extras }).flags).toEqual([]);
    expect(flagsOf(null, content({}, { extras }), []).flags).toEqual([]);
  });

  it("names the image as untold where it is another one and nobody told what is in it", () => {
    const other = { digest: "sha256:2" };
    expect(found({}, {}, { extras: null }, { ...other }).untold).toEqual(["the image"]);
    expect(found({}, {}, {}, { ...other, extras: null }).untold).toEqual(["the image"]);
    expect(found({}, {}, { extras: null }, { extras: null }).untold).toEqual([]);
    expect(found({}, {}, {}, other).untold).toEqual([]);
    expect(flagsOf(null, content({}, { extras: null }), []).untold).toEqual([]);
  });
});

const metadata = fc.record({
  models: fc.dictionary(fc.constantFrom("a", "b"), fc.array(fc.constantFrom("x:char", "x:text", "y:char"))),
  dataFiles: fc.dictionary(fc.constantFrom("d1", "d2"), fc.constantFrom("1", "2")),
  securityFiles: fc.dictionary(fc.constantFrom("s1", "__proto__"), fc.constantFrom("1", "2")),
  scheduledJobs: fc.dictionary(fc.constantFrom("j"), fc.constantFrom("1", "2")),
  endpoints: fc.subarray(["e1", "e2"]),
  python: fc.subarray(["p==1", "p==2"]),
  authentication: fc.boolean(),
});
const told = fc.dictionary(
  fc.constantFrom("mrp", "sale", "stock"),
  fc.record({
    version: fc.constantFrom("1.0", "1.1"),
    schemaChange: fc.boolean(),
    metadata: fc.option(metadata, { freq: 5 }),
  }),
);

describe("flags of any two releases", () => {
  it("are exactly those with a reason, bounded, in order; none between equals", () => {
    fc.assert(
      fc.property(told, told, (from, to) => {
        const { flags, reasons } = found(from, to);
        expect(flags).toEqual(CHANGE_FLAGS.filter((flag) => reasons.some((reason) => reason.flag === flag)));
        expect(reasons.length).toBeLessThanOrEqual(MAX_FLAG_REASONS);
        expect(found(from, from)).toEqual({ flags: [], reasons: [], untold: [] });
      }),
    );
  });

  it("do not depend on the order in which modules are told", () => {
    fc.assert(
      fc.property(told, told, (from, to) => {
        const turned = (one: Told) => Object.fromEntries(Object.entries(one).reverse());
        expect(found(turned(from), turned(to))).toEqual(found(from, to));
      }),
    );
  });

  it("leave a reason for every flag, however many there are", () => {
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [
        `m${index}`,
        { version: "2", metadata: { ...NO_METADATA, dataFiles: { d: "1" }, endpoints: ["e"] } },
      ]),
    );
    const { flags, reasons } = found({}, many);
    expect(flags).toEqual(["data", "integration"]);
    expect(reasons).toHaveLength(MAX_FLAG_REASONS);
    for (const flag of flags) expect(reasons.some((reason) => reason.flag === flag)).toBe(true);
  });
});

describe("the class", () => {
  it("is major by schema or signing in, standard only by a template, never an emergency", () => {
    const flags = fc.subarray([...CHANGE_FLAGS]);
    fc.assert(
      fc.property(flags, fc.option(fc.constant("T")), (held, template) => {
        const { class: proposed, reason } = proposedClass({ flags: held, untold: [] }, [], template);
        const major = held.includes("schema") || held.includes("authentication");
        expect(proposed).toBe(template !== null ? "standard" : major ? "major" : "normal");
        expect(reason.length).toBeGreaterThan(10);
      }),
    );
  });

  it("is lowered below what is proposed, and by every emergency", () => {
    const lowered = CHANGE_CLASSES.flatMap((wanted) =>
      CHANGE_CLASSES.filter((proposed) => isLowered(wanted, proposed)).map(
        (proposed) => `${wanted}<${proposed}`,
      ),
    );
    expect(lowered).toEqual([
      ...["standard<normal", "standard<major", "standard<emergency", "normal<major", "normal<emergency"],
      ...[
        "major<emergency",
        "emergency<standard",
        "emergency<normal",
        "emergency<major",
        "emergency<emergency",
      ],
    ]);
  });

  it("stays when a person raised it, and is asked for anew when what it was lowered from changes", () => {
    const kept = (
      [was, by]: readonly [ChangeClass, ChangeClass],
      proposed: ChangeClass,
      sameGround = true,
    ): string => keptClass({ class: was, proposed: by }, { proposed, sameGround });
    expect(kept(["normal", "normal"], "major")).toBe("major");
    expect(kept(["major", "normal"], "normal")).toBe("major");
    expect(kept(["major", "normal"], "normal", false)).toBe("major");
    expect(kept(["normal", "major"], "major")).toBe("normal");
    expect(kept(["normal", "major"], "major", false)).toBe("major");
    expect(kept(["normal", "standard"], "major")).toBe("major");
    expect(kept(["standard", "standard"], "normal")).toBe("normal");
    expect(kept(["emergency", "normal"], "major", false)).toBe("emergency");
  });

  it("says that a lowering fell away, and nothing where none did", () => {
    const lost = (was: ChangeClass, proposed: ChangeClass, kept: ChangeClass) =>
      lostLowering({ class: was, proposed }, kept);
    expect(lost("normal", "major", "major")).toContain("lowered to normal");
    expect(lost("normal", "major", "normal")).toBe("");
    expect(lost("normal", "major", "standard")).toBe("");
    expect(lost("major", "normal", "major")).toBe("");
    expect(lost("emergency", "major", "emergency")).toBe("");
  });
});
