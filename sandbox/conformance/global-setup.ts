import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfig, startApi } from "@/sandbox/api/server";
import { Store } from "@/sandbox/api/store";
import { startControllers } from "@/sandbox/controllers/start";

/**
 * Starts a sandbox cluster for the suite and points KUBECONFIG at it. With HOLDFAST_TEST_KUBECONFIG the suite runs
 * against that cluster instead: its pods must be simulated as the annotations fake/* say.
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env["HOLDFAST_TEST_KUBECONFIG"];
  if (given !== undefined && given !== "") {
    process.env["KUBECONFIG"] = given;
    return async () => undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), "holdfast-conformance-"));
  const store = new Store();
  const token = "conformance-admin";
  const api = await startApi({ store, port: 0, tokens: { admin: token } });
  const controllers = startControllers(store);
  const file = join(directory, "kubeconfig");
  writeFileSync(file, kubeconfig({ port: api.port, token }), { mode: 0o600 });
  process.env["KUBECONFIG"] = file;
  return async () => {
    controllers.stop();
    await api.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
