import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeal } from "./seal";

const seal = createSeal(randomBytes(32).toString("base64"));

describe("the seal", () => {
  it("opens what it sealed, and only in its own place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), fc.string(), (clear, context, other) => {
        const sealed = seal.seal(clear, context);
        expect(seal.open(sealed, context)).toBe(clear);
        if (other !== context) expect(() => seal.open(sealed, other)).toThrow("altered");
      }),
    );
  });

  it("notices every changed byte", () => {
    const sealed = seal.seal("kubeconfig", "cluster:1");
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => seal.open(changed, "cluster:1"), `byte ${index}`).toThrow();
    }
    expect(() => seal.open(sealed.subarray(0, 20), "cluster:1")).toThrow("too short");
  });

  it("never gives the same bytes twice, holds no clear text, and needs the same key", () => {
    const sealed = seal.seal("very secret text", "c");
    expect(Buffer.from(seal.seal("very secret text", "c"))).not.toEqual(Buffer.from(sealed));
    expect(Buffer.from(sealed).includes("secret")).toBe(false);
    const another = createSeal(randomBytes(32).toString("base64"));
    expect(() => another.open(sealed, "c")).toThrow("altered");
  });

  it("refuses a key of another length without showing it", () => {
    expect(() => createSeal(randomBytes(16).toString("base64"))).toThrow(
      "must be 32 bytes in base64, not 16 bytes",
    );
  });
});
