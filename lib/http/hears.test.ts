import { describe, expect, it } from "vitest";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { type Grant, readScope } from "@/lib/domain/access/decide";
import { hears } from "./hears";

const reader = (grant: Grant) => ({ id: "person-1", scope: readScope([grant], "catalog.read") });
const fleet = reader({ role: "release_manager", scope: { level: "fleet" } });
const tenant = reader({ role: "plant_it", scope: { level: "tenant", tenantId: "t1" } });
const event = (
  kind: LiveEvent["subject"]["kind"],
  id: string,
  where: Partial<LiveEvent> = {},
): LiveEvent => ({
  id: "e",
  type: "x",
  at: "2026-11-21T06:00:00.000Z",
  tenantId: null,
  environmentId: null,
  subject: { kind, id },
  ...where,
});

describe("who hears of what", () => {
  it("a notice reaches the one person it names, whatever anybody's scope covers", () => {
    for (const one of [fleet, tenant]) {
      expect(hears(one, event("notice", "person-1"))).toBe(true);
      expect(hears(one, event("notice", "person-2"))).toBe(false);
      expect(hears(one, event("notice", "person-2", { tenantId: "t1" }))).toBe(false);
    }
  });

  it("everything else follows the scope; what is the whole fleet's reaches everybody", () => {
    expect(hears(tenant, event("operation", "o", { tenantId: "t1" }))).toBe(true);
    expect(hears(tenant, event("operation", "o", { tenantId: "t2" }))).toBe(false);
    expect(hears(tenant, event("operation", "o"))).toBe(false);
    expect(hears(fleet, event("operation", "o", { tenantId: "t2" }))).toBe(true);
    expect(hears(tenant, event("hold", "h"))).toBe(true);
    expect(hears(tenant, event("release", "r"))).toBe(true);
    expect(hears(tenant, event("train", "t"))).toBe(true);
  });
});
