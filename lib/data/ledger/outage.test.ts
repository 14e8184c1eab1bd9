import { describe, expect, it } from "vitest";
import { TransientFailure } from "@/lib/ports/failure";
import { asTransient } from "./outage";

const failing = (error: Error) =>
  asTransient(() => Promise.reject(error)).then(
    () => "done",
    (seen: unknown) => (seen instanceof TransientFailure ? "transient" : "broken"),
  );

describe("what the database's trouble means for a step", () => {
  it.each([
    ["a server that is not there", new Error("connect ECONNREFUSED 127.0.0.1:5432")],
    ["a pool with no connection to spare", new Error("timeout exceeded when trying to connect")],
    ["a server that starts", new Error("the database system is starting up")],
    ["a wrapped one", new Error("query failed", { cause: new Error("Connection terminated unexpectedly") })],
    ["one known by its code", Object.assign(new Error("busy"), { code: "P2024" })],
  ])("%s: tried again", async (_what, error) => {
    expect(await failing(error)).toBe("transient");
  });

  it("anything else is our fault, and stops", async () => {
    expect(await failing(new Error("column does not exist"))).toBe("broken");
  });
});
