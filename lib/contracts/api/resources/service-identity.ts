import { z } from "zod";
import { SERVICE_ACTIONS } from "@/lib/domain/access/roles";
import { TOKEN_DAYS } from "@/lib/domain/access/token";
import { Can, Id, Time, Version } from "./common";

export const ServiceIdentity = z.object({
  id: Id,
  name: z.string(),
  purpose: z.string(),
  rights: z.array(z.enum(SERVICE_ACTIONS)),
  /** The token's last characters. */
  tokenHint: z.string(),
  createdBy: z.string().nullable(),
  createdAt: Time,
  expiresAt: Time,
  lastUsedAt: Time.nullable(),
  revokedAt: Time.nullable(),
  revokedReason: z.string(),
  state: z.enum(["good", "expired", "revoked"]),
  version: z.int(),
  can: z.object({ renew: Can, revoke: Can }),
});
export type ServiceIdentity = z.infer<typeof ServiceIdentity>;

export const ServiceIdentities = z.object({
  items: z.array(ServiceIdentity),
  can: z.object({ create: Can }),
});

/** The token is in this answer and nowhere else, ever. */
export const IssuedToken = z.object({ identity: ServiceIdentity, token: z.string() });

const days = z.int().min(TOKEN_DAYS.min).max(TOKEN_DAYS.max).default(TOKEN_DAYS.usual);

export const CreateServiceIdentity = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{2,49}$/,
      "Give a name of 3 to 50 lower case letters, digits and -, such as ci-erp.",
    ),
  purpose: z.string().trim().min(5, "Say in at least 5 characters what it is for.").max(200),
  rights: z
    .array(z.enum(SERVICE_ACTIONS))
    .min(1, "Give it at least one right.")
    .max(SERVICE_ACTIONS.length)
    .refine((rights) => new Set(rights).size === rights.length, "Name each right once."),
  days,
});
export const RenewServiceIdentity = z.strictObject({ version: Version, days });
export const RevokeServiceIdentity = z.strictObject({
  version: Version,
  reason: z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500),
});
