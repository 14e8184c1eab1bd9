import { FakeSignals } from "./fake-signals";
import { signalsContract } from "./signals-contract";

const signals = new FakeSignals();
signals.unavailable.add("bare");
const quiet = { clusterId: "one", namespace: "quiet" };
const requests = { stable: 30, canary: 10, all: 40 } as const;
for (const track of ["stable", "canary", "all"] as const) {
  const samples = requests[track];
  const bad = track === "stable" ? 0 : 10;
  const values = {
    error_ratio: bad / samples,
    latency_p95: 0.2,
    request_rate: samples / 30,
    restarts: 0,
    job_backlog: 0,
    failed_jobs: 0,
    memory: 90_000_000,
  } as const;
  for (const [name, value] of Object.entries(values)) {
    signals.tell(
      name as keyof typeof values,
      (_window, { namespace }) => (namespace === "busy" ? { value, samples } : { value: null, samples: 0 }),
      track,
    );
  }
}
const to = new Date("2026-11-21T10:00:30Z");

signalsContract("signals as told", () => ({
  signals,
  target: { clusterId: "one", namespace: "busy" },
  window: { from: new Date(to.getTime() - 30_000), to },
  clusterWithoutSource: "bare",
  quiet,
}));
