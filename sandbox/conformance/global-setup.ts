import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverCertificates } from "@/sandbox/api/certificates";
import { kubeconfig, startApi } from "@/sandbox/api/server";
import { Store } from "@/sandbox/api/store";
import { startControllers } from "@/sandbox/controllers/start";
import { StateFiles } from "@/sandbox/files";

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
  const files = new StateFiles(directory);
  const tls = await serverCertificates(files);
  const api = await startApi({ store, port: 0, tokens: { admin: token }, tls });
  const controllers = startControllers(store, { rootCertificate: tls.authority });
  files.write("kubeconfig", kubeconfig({ port: api.port, token, authority: tls.authority }), 0o600);
  process.env["KUBECONFIG"] = files.path("kubeconfig");
  return async () => {
    controllers.stop();
    await api.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
