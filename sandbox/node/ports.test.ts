import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { closeServer, listen } from "@/sandbox/node/listen";
import { freePort } from "@/sandbox/node/ports";

describe("a free port", () => {
  it("is never one already chosen, even when it is the one wanted", async () => {
    const taken = new Set<number>();
    const first = await freePort(undefined, taken);
    const second = await freePort(first, taken);
    expect(second).not.toBe(first);
    expect(taken).toEqual(new Set([first, second]));
    expect(await freePort(first)).toBe(first);
  });

  it("is another one when somebody listens on the one wanted", async () => {
    const server = createServer();
    const busy = await listen(server, 0);
    expect(await freePort(busy)).not.toBe(busy);
    await closeServer(server, 0);
  });
});
