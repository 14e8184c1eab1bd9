"use client";

import { useState } from "react";
import { useAlerting } from "@/components/alert/use-alerting";
import { deliveryState } from "@/components/alert/words";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ErrorState } from "@/components/patterns/error-state";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { AlertRoute } from "@/lib/contracts/api/resources/alert";
import { CHANNEL_NAMES } from "@/lib/domain/alert/route";
import { TIER_NAMES } from "@/lib/domain/alert/tier";

type RouteItemProps = { route: AlertRoute; zone: string; onEdit: () => void };

/** One route: what goes where and when, how its last message fared, and what can be done with it. */
export function RouteItem({ route, zone, onEdit }: RouteItemProps) {
  const [asked, setAsked] = useState(false);
  const testing = useAlerting(() => undefined);
  const { id, name, enabled, last, can } = route;
  const reason = can.edit.allowed ? null : can.edit.reason;
  const state = last === null ? null : deliveryState(last);
  return (
    <li>
      <div className="alert-what">
        <strong>{name}</strong>{" "}
        {enabled ? (
          state === null ? null : (
            <State tone={state.tone}>
              last one {state.word}
              {last?.occasion === "test" ? ", a test" : ""}
            </State>
          )
        ) : (
          <State tone="parked">switched off</State>
        )}
        <p className="t2">{wordsOf(route)}</p>
        {last === null || last.sentAt === null ? null : (
          <p className="t2">
            {last.sentTo}, <TimeInZone at={last.sentAt} zone={zone} />
          </p>
        )}
        {last === null || last.lastError === "" ? null : <p className="t2">{last.lastError}</p>}
        {testing.error ? <ErrorState error={testing.error} what="No test was sent." /> : null}
      </div>
      <div className="alert-do several">
        <Button
          disabledReason={reason ?? (enabled ? null : "It is switched off.")}
          busy={testing.isPending}
          onClick={() => testing.mutate({ act: "test_route", routeId: id })}
        >
          Send a test<span className="sr"> over {name}</span>
        </Button>
        <Button disabledReason={reason} onClick={onEdit}>
          Edit<span className="sr"> {name}</span>
        </Button>
        <Button disabledReason={reason} onClick={() => setAsked(true)}>
          Remove<span className="sr"> {name}</span>
        </Button>
      </div>
      {asked ? <RemoveRoute route={route} onClose={() => setAsked(false)} /> : null}
    </li>
  );
}

function wordsOf(route: AlertRoute): string {
  const { tenant, channel, target, rota, tiers, afterMinutes, workHours, signed } = route;
  const who = rota === null ? target : `whoever is on call (${rota.name})`;
  const how = channel === "app" ? `beneath the bell of ${who}` : `by ${CHANNEL_NAMES[channel]} to ${who}`;
  const when = afterMinutes === 0 ? "at once" : `after ${afterMinutes} min`;
  const what = `${tiers.map((tier) => TIER_NAMES[tier]).join(", ")} of ${tenant?.name ?? "every tenant"}`;
  return `${what} ${how}${signed ? ", signed" : ""}, ${when}${workHours ? ", in shifts" : ""}`;
}

function RemoveRoute({ route, onClose }: { route: AlertRoute; onClose: () => void }) {
  const mutation = useAlerting(onClose);
  return (
    <ConfirmWithReason
      title={`Remove ${route.name}?`}
      effect="Nothing is sent over it any more. What was sent stays on record."
      confirmLabel="Remove the route"
      reasonLabel={null}
      busy={mutation.isPending}
      error={mutation.error}
      failed="The route was not removed."
      onConfirm={() => mutation.mutate({ act: "remove_route", routeId: route.id, version: route.version })}
      onClose={onClose}
    />
  );
}
