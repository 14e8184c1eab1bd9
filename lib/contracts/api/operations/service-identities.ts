import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id } from "../resources/common";
import * as identity from "../resources/service-identity";

const identityId = z.object({ identityId: Id });

export const serviceIdentityOperations = {
  listServiceIdentities: {
    method: "GET",
    path: "/api/v1/service-identities",
    tag: "Service identities",
    summary: "Machines that speak to the API with a token, newest first.",
    response: identity.ServiceIdentities,
  },
  createServiceIdentity: {
    method: "POST",
    path: "/api/v1/service-identities",
    tag: "Service identities",
    summary: "Create one; its token is in the answer and is never shown again.",
    body: identity.CreateServiceIdentity,
    response: identity.IssuedToken,
    status: 201,
  },
  renewServiceIdentity: {
    method: "POST",
    path: "/api/v1/service-identities/{identityId}/token",
    tag: "Service identities",
    summary: "Give it a new token; the old one counts no more.",
    params: identityId,
    body: identity.RenewServiceIdentity,
    response: identity.IssuedToken,
  },
  revokeServiceIdentity: {
    method: "POST",
    path: "/api/v1/service-identities/{identityId}/revoke",
    tag: "Service identities",
    summary: "Take its token away for good.",
    params: identityId,
    body: identity.RevokeServiceIdentity,
    response: identity.ServiceIdentity,
  },
} as const satisfies Record<string, ApiOperation>;
