"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { HOLD_LEVELS } from "@/components/hold/levels";
import { messages } from "@/components/hold/messages";
import { Button } from "@/components/ui/button";
import type { Environment } from "@/lib/contracts/api/resources/catalog";

const PlaceHoldDialog = dynamic(() =>
  import("@/components/hold/place-hold-dialog").then((module) => module.PlaceHoldDialog),
);

/** The way to stop the line here; who may not is told why. */
export function PlaceHold({ environment }: { environment: Environment }) {
  const [asked, setAsked] = useState(false);
  const { canHold } = environment;
  const able = HOLD_LEVELS.some((level) => canHold[level].allowed);
  return (
    <>
      <Button disabledReason={able ? null : canHold.environment.reason} onClick={() => setAsked(true)}>
        {messages.place.action}
      </Button>
      {asked ? <PlaceHoldDialog environment={environment} onClose={() => setAsked(false)} /> : null}
    </>
  );
}
