import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIONS } from "./actions";
import { decide, type Grant, inReadScope, readScope, type Scope } from "./decide";
import { ROLE_ACTIONS, ROLES, type Role } from "./roles";

const FLEET: Scope = { level: "fleet" };
const tenant = (tenantId: string): Scope => ({ level: "tenant", tenantId });
const environment = (tenantId: string, environmentId: string): Scope => ({
  level: "environment",
  tenantId,
  environmentId,
});
const grant = (role: Role, scope: Scope): Grant => ({ role, scope });

describe("decide", () => {
  it("says what the table says, for every role and action", () => {
    for (const role of ROLES) {
      for (const action of ACTIONS) {
        const wanted = (ROLE_ACTIONS[role] as readonly string[]).includes(action);
        expect(decide([grant(role, FLEET)], action, environment("t", "e")).allow, `${role} ${action}`).toBe(
          wanted,
        );
      }
    }
  });

  it("denies without grants and reveals nothing, not even of the fleet", () => {
    for (const scope of [FLEET, tenant("t"), environment("t", "e")]) {
      expect(decide([], "catalog.read", scope)).toMatchObject({ allow: false, reveal: "nothing" });
    }
  });

  it("lets a tenant's grant cover its environments and nothing of another tenant", () => {
    const grants = [grant("plant_it", tenant("a"))];
    expect(decide(grants, "catalog.read", environment("a", "e")).allow).toBe(true);
    expect(decide(grants, "catalog.read", environment("b", "e"))).toMatchObject({
      allow: false,
      reveal: "nothing",
    });
    expect(decide(grants, "catalog.read", tenant("b"))).toMatchObject({ allow: false, reveal: "nothing" });
  });

  it("names the roles when the target is in scope and the right is missing", () => {
    expect(decide([grant("support", tenant("a"))], "change.approve", environment("a", "e"))).toEqual({
      allow: false,
      reveal: "reason",
      reason: "Your role (Support) may not approve changes.",
    });
  });

  it("keeps the two sides of a change in different roles, but for nobody's own", () => {
    expect((ROLE_ACTIONS.developer as readonly string[]).includes("change.approve")).toBe(false);
    expect((ROLE_ACTIONS.developer as readonly string[]).includes("change.start")).toBe(false);
    // Beside reading only what is one's own: sessions, and which lists one keeps.
    expect((ROLE_ACTIONS.auditor as readonly string[]).filter((action) => !action.endsWith(".read"))).toEqual(
      ["change_queue.keep", "session.revoke"],
    );
  });
});

const ids = fc.constantFrom("a", "b", "c");
const scopes: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant(FLEET),
  ids.map(tenant),
  fc.tuple(ids, fc.constantFrom("1", "2")).map(([t, e]) => environment(t, `${t}${e}`)),
);
const grants = fc.array(
  fc.tuple(fc.constantFrom(...ROLES), scopes).map(([role, scope]) => grant(role, scope)),
  { maxLength: 4 },
);

describe("readScope", () => {
  it("covers an environment exactly when decide allows reading it", () => {
    fc.assert(
      fc.property(
        grants,
        fc.constantFrom(...ACTIONS),
        ids,
        fc.constantFrom("1", "2"),
        (held, action, t, e) => {
          const where = { tenantId: t, environmentId: `${t}${e}` };
          const allowed = decide(held, action, environment(t, `${t}${e}`)).allow;
          expect(inReadScope(readScope(held, action), where)).toBe(allowed);
        },
      ),
    );
  });

  it("never widens when a grant is taken away", () => {
    fc.assert(
      fc.property(grants, ids, (held, t) => {
        const where = { tenantId: t, environmentId: null };
        const less = inReadScope(readScope(held.slice(1), "catalog.read"), where);
        expect(!less || inReadScope(readScope(held, "catalog.read"), where)).toBe(true);
      }),
    );
  });
});
