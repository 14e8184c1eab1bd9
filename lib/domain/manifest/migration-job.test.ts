import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { environmentSpec } from "@/lib/testing/cluster-spec";
import { canonicalJson } from "../shared/canonical";
import { fingerprint } from "./fingerprint";
import { labelValue } from "./labels";
import { renderMigrationJob } from "./migration-job";

const render = (install: string[], update: string[]) =>
  renderMigrationJob({ ...environmentSpec(), operationShortId: "7f3k2m", install, update });

describe("the migration Job", () => {
  it("runs once, for a limited time, with the release's image, and stays findable", () => {
    const job = render(["queue_job_watch"], ["stock", "mrp"]);
    expect(job).toMatchObject({
      kind: "Job",
      metadata: { name: "op-7f3k2m-migrate", namespace: "northwind-production" },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: 1800,
        ttlSecondsAfterFinished: 86_400,
        template: {
          metadata: { labels: { "app.kubernetes.io/component": "migrate" } },
          spec: {
            restartPolicy: "Never",
            containers: [
              {
                image: `registry.sandbox.test/erp@sha256:${"a1".repeat(32)}`,
                args: [
                  "-i",
                  "queue_job_watch",
                  "-u",
                  "stock,mrp",
                  "--stop-after-init",
                  "--no-http",
                  "--max-cron-threads=0",
                  "-d",
                  "$(PGDATABASE)",
                ],
              },
            ],
          },
        },
      },
    });
    expect(canonicalJson(job)).not.toContain("command");
  });

  it("leaves out the flag that has nothing to name", () => {
    expect(canonicalJson(render([], ["stock"]))).not.toContain('"-i"');
    expect(canonicalJson(render(["stock"], []))).not.toContain('"-u"');
  });

  it("refuses an empty update and names that are none", () => {
    expect(() => render([], [])).toThrow("There is no module to install or update");
    expect(() => render([], ["stock --dev=all"])).toThrow("“stock --dev=all” is not a module name");
  });
});

describe("canonical JSON", () => {
  it("does not depend on the order of keys, but on the order of lists", () => {
    expect(canonicalJson({ b: [1, { y: 1, x: null }], a: "ä" })).toBe('{"a":"ä","b":[1,{"x":null,"y":1}]}');
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  it("keeps the value and is stable under shuffled keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(shuffled)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("gives different texts different fingerprints", () => {
    expect(fingerprint("a = 1")).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprint("a = 1")).not.toBe(fingerprint("a = 2"));
  });
});

describe("label values", () => {
  it("are always valid", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(labelValue(text)).toMatch(/^$|^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
      }),
    );
  });
});
