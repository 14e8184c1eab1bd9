import { beforeEach, describe, expect, it } from "vitest";
import { TransientFailure } from "@/lib/ports/failure";
import { DeployHarness, JOB, NEW_IMAGE, next, OLD_IMAGE, previous } from "@/lib/testing/deploy-harness";

let on: DeployHarness;
beforeEach(async () => {
  on = await DeployHarness.begin();
});

describe("a deployment that goes well", () => {
  it("migrates once, rolls out and checks the business", async () => {
    const { ledger } = await on.deploy();
    expect(ledger.ended?.sentence).toMatch(/^Northwind Production runs 2026\.11\.2 \(before: 2026\.11\.1\)/);
    expect(on.created("Job")).toEqual([`create Job ${JOB}`]);
    expect(on.liveWeb()).toContain(NEW_IMAGE);
    expect(on.liveWeb()).not.toContain(OLD_IMAGE);
    expect(on.erp.runs).toBe(1);
    expect(ledger.steps.filter(({ phase }) => phase === "rollback").map(({ state }) => state)).toEqual(
      Array(4).fill("skipped"),
    );
  });

  it("rehearses every object and the Job before it touches anything", async () => {
    await on.deploy();
    const kinds = on.cluster.rehearsals[0]?.map(({ kind }) => kind);
    expect(kinds).toContain("Deployment");
    expect(kinds?.at(-1)).toBe("Job");
  });

  it("updates exactly the modules that changed", async () => {
    await on.deploy();
    const job = JSON.stringify(on.cluster.live.get(`batch/v1|Job|northwind-production|${JOB}`));
    expect(job).toContain('"-u","stock_barcode_nw"');
    expect(job).not.toContain('"-i"');
  });

  it("has no migration when no module changed", async () => {
    on.records.subject = { ...on.records.subject, release: { ...next, modules: previous.modules } };
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(on.created("Job")).toEqual([]);
  });

  it("lays the foundation of a first deployment before its Job", async () => {
    on.cluster.live.clear();
    on.records.subject = { ...on.records.subject, previousRelease: null, previousManifest: null };
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    const order = on.cluster.changes.map((change) => change.split(" ")[1]);
    expect(order.indexOf("Namespace")).toBeLessThan(order.indexOf("Job"));
    expect(order.indexOf("Job")).toBeLessThan(order.indexOf("Deployment"));
  });

  it("retries what is transient and tells it", async () => {
    on.cluster.trouble.push({ call: "apply", error: new TransientFailure("The API server answers 503.") });
    on.erp.trouble.push(new TransientFailure("The ERP does not answer yet."));
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(ledger.story.filter(({ kind }) => kind === "retry")).toHaveLength(2);
  });
});

describe("a refusal touches nothing", () => {
  const refusals: [string, () => void, RegExp][] = [
    [
      "a gate",
      () => {
        const failure = { title: "Digest passed stages", fact: "It has not passed UAT.", remedy: "Do." };
        on.answer = { passed: false, failures: [failure] };
      },
      /The gate “Digest passed stages” refuses: It has not passed UAT/,
    ],
    [
      "a missing privilege",
      () => {
        on.cluster.missingPrivilege = "deployments";
      },
      /may not patch deployments.apps/,
    ],
    [
      "a missing secret",
      () => void on.cluster.secrets.delete("northwind-production/erp-api"),
      /Secret erp-api does not exist in namespace northwind-production/,
    ],
    [
      "an empty key",
      () => void on.cluster.secrets.set("northwind-production/erp-api", { login: "ops", key: "" }),
      /Secret erp-api in namespace northwind-production lacks key/,
    ],
    ["an unknown image", () => void on.registry.missing.add(NEW_IMAGE), /The registry has no image/],
  ];
  it.each(refusals)("by %s", async (_, arrange, reason) => {
    arrange();
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toMatch(/^Not deployed, nothing was touched: /);
    expect(ledger.ended?.sentence).toMatch(reason);
    expect(on.cluster.changes).toEqual([]);
  });
});
