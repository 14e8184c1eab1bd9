import "server-only";
import type { RoleBinding } from "@/lib/data/generated/client";
import type { Grant } from "@/lib/domain/access/decide";
import { scopeOfBinding } from "../delegation/grants";

/** A stored role binding as the rules look at it. @throws Error for one that lacks the ids of its level */
export const grantOf = (binding: RoleBinding): Grant => ({
  role: binding.role,
  scope: scopeOfBinding(binding),
});
