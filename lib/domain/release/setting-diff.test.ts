import { expect, it } from "vitest";
import { diffSettings } from "./setting-diff";

const content = (configuration: Record<string, string>, python: string[], ingress = {}) => ({
  configuration,
  extras: { ingress, resources: {}, python },
});

it("settings that differ are told one by one: added, removed, changed; packages by their name", () => {
  const from = content({ workers: "4", proxy: "true" }, ["lxml==5.2", "pillow==10", "zeep"], {
    timeout: "60",
  });
  const to = content({ workers: "6", limit: "2" }, ["lxml==5.3", "zeep", "qrcode>=7"], { timeout: "60" });
  expect(diffSettings(from, to)).toEqual({
    configuration: [
      { key: "limit", from: null, to: "2" },
      { key: "proxy", from: "true", to: null },
      { key: "workers", from: "4", to: "6" },
    ],
    place: [
      { key: "python.lxml", from: "5.2", to: "5.3" },
      { key: "python.pillow", from: "10", to: null },
      { key: "python.qrcode", from: null, to: ">=7" },
    ],
  });
  expect(diffSettings({ ...from, extras: null }, to).place).toEqual([]);
});
