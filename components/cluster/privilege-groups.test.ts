import { expect, test } from "vitest";
import { groupPrivileges } from "./privilege-groups";

const privilege = (purpose: string, verb: string, allowed: boolean) => ({
  purpose,
  verb,
  resource: "deployments",
  group: "apps",
  allowed,
});

test("gathers verbs of one purpose and resource, and puts what is missing first", () => {
  const groups = groupPrivileges([
    privilege("Run the ERP", "get", true),
    privilege("Run the ERP", "patch", true),
    privilege("Watch it", "list", true),
    privilege("Watch it", "watch", false),
  ]);
  expect(groups).toEqual([
    { purpose: "Watch it", resource: "deployments.apps", held: ["list"], missing: ["watch"] },
    { purpose: "Run the ERP", resource: "deployments.apps", held: ["get", "patch"], missing: [] },
  ]);
});
