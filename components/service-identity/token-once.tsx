"use client";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { Output } from "@/lib/contracts/api/registry";

export type Issued = Output<"createServiceIdentity">;

/** The only time a token is seen. */
export function TokenOnce({ issued, onClose }: { issued: Issued; onClose: () => void }) {
  return (
    <>
      <Notice tone="good" live>
        {issued.identity.name} has its token. Copy it now: it is kept nowhere and never shown again.
      </Notice>
      <div className="stack-2 narrow-form">
        <TextField
          label="Token"
          className="input mono"
          readOnly
          value={issued.token}
          onFocus={(event) => event.target.select()}
          hint="Send it as Authorization: Bearer …"
        />
        <div className="row-tags">
          <Button onClick={() => void navigator.clipboard.writeText(issued.token)}>Copy it</Button>
          <Button onClick={onClose}>I have it</Button>
        </div>
      </div>
    </>
  );
}
