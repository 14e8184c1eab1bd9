import { describe, expect, it } from "vitest";
import { cutText, plainJson, plainText } from "./plain-text";

describe("plainText", () => {
  it.each([
    ["drops NUL and other control characters", "a\u0000b\u001b[31mc\u007f\u0085d\r", "ab[31mcd"],
    ["keeps line feed and tab", "a\n\tb", "a\n\tb"],
    ["replaces a high half without its low half", "a\ud83db", "a\ufffdb"],
    ["replaces a low half without its high half", "a\ude00b", "a\ufffdb"],
    ["replaces halves in the wrong order", "\ude00\ud83d", "\ufffd\ufffd"],
    ["keeps whole pairs", "größer 😀", "größer 😀"],
    ["leaves well-formed text even where a dropped character joins two halves", "\ud83d\u0000\ude00", "😀"],
  ])("%s", (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });
});

describe("cutText", () => {
  it.each([
    ["leaves what fits", "ab😀", 4, "ab😀"],
    ["cuts before a pair rather than through it", "ab😀cd", 3, "ab"],
    ["cuts after a pair", "ab😀cd", 4, "ab😀"],
    ["cuts between plain characters", "abcd", 2, "ab"],
  ])("%s", (_, text, limit, expected) => {
    expect(cutText(text, limit)).toBe(expected);
  });
});

describe("plainJson", () => {
  it("reaches every string and every field name, and leaves the rest", () => {
    const value = { "k\u0000": ["x\ud83d", 1, null, true, { deep: "y\u0001" }] };
    expect(plainJson(value)).toEqual({ k: ["x\ufffd", 1, null, true, { deep: "y" }] });
  });
});
