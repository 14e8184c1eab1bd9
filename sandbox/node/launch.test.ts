import { describe, expect, it } from "vitest";
import { AddressBlock } from "@/sandbox/node/addresses";
import { expand } from "@/sandbox/node/environment";
import { localise } from "@/sandbox/node/launch";
import { selectLines } from "@/sandbox/node/log-file";

describe("variables in arguments", () => {
  it("are replaced when known, kept when unknown, and escaped by a double dollar", () => {
    expect(expand("^$(DB)$ $(NO) $$(DB)", { DB: "shop" })).toBe("^shop$ $(NO) $(DB)");
  });
});

describe("mount paths in commands", () => {
  const mounts = { "/data": "/s/1", "/data/sub": "/s/2", "/tmp": "/s/t" };

  it("become directories at path boundaries, the longest first", () => {
    expect(localise("tar -cf /tmp/x.tar /data/sub/a /data /database", mounts)).toBe(
      "tar -cf /s/t/x.tar /s/2/a /s/1 /database",
    );
  });

  it("are left alone inside other paths", () => {
    expect(localise("/opt/data/x --dir=/data", mounts)).toBe("/opt/data/x --dir=/s/1");
  });
});

describe("log selection", () => {
  const lines = ["2020-11-21T10:00:00.000000000Z one\n", "2020-11-21T10:00:01.000000000Z two\n"];

  it("takes the tail and strips the times unless they are wanted", () => {
    expect(selectLines(lines, { follow: false, tailLines: 1 })).toEqual(["two\n"]);
    expect(selectLines(lines, { follow: false, tailLines: 1, timestamps: true })).toEqual([lines[1]]);
    expect(selectLines(lines, { follow: false, tailLines: 0 })).toEqual([]);
  });

  it("leaves out lines older than asked for, and cuts at the byte limit", () => {
    const now = [`${new Date().toISOString().replace("Z", "000000Z")} new\n`];
    expect(selectLines([...lines, ...now], { follow: false, sinceSeconds: 60 })).toEqual(["new\n"]);
    expect(selectLines(lines, { follow: false, limitBytes: 5 })).toEqual(["one\nt"]);
  });
});

describe("pod addresses", () => {
  it("are the sandbox's own, kept over a restart, and used again after release", () => {
    const block = new AddressBlock("one");
    const first = block.assign("a", undefined);
    expect(first).toMatch(/^127\.25[1-4]\.\d+\.1$/);
    expect(block.assign("b", first)).not.toBe(first);
    expect(new AddressBlock("one").assign("a", first)).toBe(first);
    expect(new AddressBlock("another").assign("a", first)).not.toBe(first);
    block.release("a");
    expect(block.assign("c", first)).toBe(first);
  });
});
