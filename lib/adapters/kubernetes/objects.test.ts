import { afterAll, beforeAll, expect, it } from "vitest";
import { classifyFailure } from "@/lib/ports/failure";
import { type ScriptedServer, sendJson, startScriptedServer } from "@/lib/testing/cluster-script";
import { readKubeconfig } from "./kubeconfig";
import { createObjects } from "./objects";
import { Transport } from "./transport";

const message = "the object has been modified";
let server: ScriptedServer;
let transport: Transport;
beforeAll(async () => {
  server = await startScriptedServer((_seen, response) =>
    sendJson(response, { kind: "Status", reason: "Conflict", message }, 409),
  );
  transport = new Transport(readKubeconfig(server.kubeconfig));
});
afterAll(async () => {
  await transport.close();
  await server.stop();
});

async function conflictOf(force: boolean): Promise<Error> {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "n" } };
  const options = { fieldManager: "test", force, signal: AbortSignal.timeout(5_000) };
  const failure: unknown = await createObjects(transport)
    .apply([object], options)
    .catch((error: unknown) => error);
  if (failure instanceof Error) return failure;
  throw new Error("The apply was expected to fail.");
}

it("a conflict passes when ownership is taken by force, and is a refusal when it is not", async () => {
  const forced = await conflictOf(true);
  expect(classifyFailure(forced)).toBe("transient");
  expect(forced.message).toContain(message);
  expect(classifyFailure(await conflictOf(false))).toBe("refused");
});
