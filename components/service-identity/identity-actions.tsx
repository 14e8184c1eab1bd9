"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Issued } from "@/components/service-identity/token-once";
import { Button } from "@/components/ui/button";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { serviceIdentityKeys } from "@/lib/client/query-keys";
import type { ServiceIdentity } from "@/lib/contracts/api/resources/service-identity";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

type ActionsProps = { identity: ServiceIdentity; onIssued: (issued: Issued) => void };

/** A new token, or none for good. */
export function IdentityActions({ identity, onIssued }: ActionsProps) {
  const [asked, setAsked] = useState<"renew" | "revoke" | null>(null);
  const client = useQueryClient();
  const params = { identityId: identity.id };
  const { version } = identity;
  const settled = () => void client.invalidateQueries({ queryKey: serviceIdentityKeys.all });
  const close = () => setAsked(null);
  const renew = useMutation<Issued, ApiError>({
    mutationFn: () => call("renewServiceIdentity", { params, body: { version } }),
    onSuccess: (issued) => {
      close();
      onIssued(issued);
    },
    onSettled: settled,
  });
  const revoke = useMutation<unknown, ApiError, string>({
    mutationFn: (reason) => call("revokeServiceIdentity", { params, body: { version, reason } }),
    onSuccess: close,
    onSettled: settled,
  });
  if (identity.state === "revoked") return null;
  const { can } = identity;
  return (
    <span className="row-tags">
      <Button
        aria-label={`New token for ${identity.name}`}
        disabledReason={can.renew.allowed ? null : can.renew.reason}
        onClick={() => setAsked("renew")}
      >
        New token
      </Button>
      <Button
        aria-label={`Revoke ${identity.name}`}
        disabledReason={can.revoke.allowed ? null : can.revoke.reason}
        onClick={() => setAsked("revoke")}
      >
        Revoke
      </Button>
      {asked === "renew" ? (
        <ConfirmWithReason
          title={`Give ${identity.name} a new token?`}
          effect="The token it has now stops counting at once. The new one is shown once and counts for 90 days."
          confirmLabel="Give it a new token"
          reasonLabel={null}
          busy={renew.isPending}
          error={renew.error}
          failed="It was given none."
          onConfirm={() => renew.mutate()}
          onClose={close}
        />
      ) : null}
      {asked === "revoke" ? (
        <ConfirmWithReason
          title={`Revoke ${identity.name}?`}
          effect="Its token stops counting at once, for good. What it delivered stays."
          confirmLabel="Revoke it"
          danger
          reasonLabel="Reason"
          busy={revoke.isPending}
          error={revoke.error}
          failed="It was not revoked."
          onConfirm={(reason) => revoke.mutate(reason)}
          onClose={close}
        />
      ) : null}
    </span>
  );
}
