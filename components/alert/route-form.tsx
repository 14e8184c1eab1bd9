"use client";

import { type FormEvent, useState } from "react";
import { firstPlace, NameFields } from "@/components/alert/name-fields";
import { useAlerting } from "@/components/alert/use-alerting";
import { ErrorState } from "@/components/patterns/error-state";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import type { Alerting, AlertRoute } from "@/lib/contracts/api/resources/alert";
import { ALERT_CHANNELS, type AlertChannel, CHANNEL_NAMES } from "@/lib/domain/alert/route";
import { ALERT_TIERS, type AlertTier, TIER_NAMES } from "@/lib/domain/alert/tier";

type RouteFormProps = { alerting: Alerting; route: AlertRoute | null; onClose: () => void };

const messages = {
  bell: "Whoever is on call finds it beneath the bell. Nothing leaves Holdfast.",
} as const;

const CHANNELS = ALERT_CHANNELS.map((value) => ({ value, label: CHANNEL_NAMES[value] }));

/** Which alerts go where, and when. Where an existing route leads stays as it is: its address is a secret. */
export function RouteForm({ alerting, route, onClose }: RouteFormProps) {
  const { places, rotas } = alerting;
  const [tenantId, setTenantId] = useState(firstPlace(places));
  const [channel, setChannel] = useState<AlertChannel>("email");
  const [to, setTo] = useState("");
  const [rotaId, setRotaId] = useState("");
  const [secret, setSecret] = useState("");
  const [name, setName] = useState(route?.name ?? "");
  const [tiers, setTiers] = useState<readonly AlertTier[]>(route?.tiers ?? ["page"]);
  const [after, setAfter] = useState(String(route?.afterMinutes ?? 0));
  const [workHours, setWorkHours] = useState(route?.workHours ?? false);
  const [enabled, setEnabled] = useState(route?.enabled ?? true);
  const mutation = useAlerting(onClose);
  const byRota = channel === "email" || channel === "app";
  const afterMinutes = /^\d{1,4}$/.test(after) ? Number(after) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mutation.isPending || afterMinutes === null) return;
    const head = { name: name.trim(), tiers: [...tiers], afterMinutes, workHours, enabled };
    if (route !== null)
      return mutation.mutate({
        act: "edit_route",
        routeId: route.id,
        body: { version: route.version, ...head },
      });
    const where =
      byRota && rotaId !== ""
        ? { rotaId }
        : channel === "email"
          ? { email: to.trim() }
          : channel === "app"
            ? {}
            : { url: to.trim(), ...(channel === "webhook" && secret !== "" ? { secret } : {}) };
    mutation.mutate({
      act: "create_route",
      body: { tenantId: tenantId || null, channel, ...where, ...head },
    });
  };
  return (
    <form onSubmit={submit} noValidate className="stack-2">
      <NameFields
        name={name}
        problem={mutation.error?.issueFor("name")}
        onName={setName}
        places={route === null ? places : null}
        tenantId={tenantId}
        onTenant={setTenantId}
      />
      {route === null ? (
        <>
          <SelectField
            label="Channel"
            choices={CHANNELS}
            value={channel}
            onChange={(event) =>
              setChannel(ALERT_CHANNELS.find((each) => each === event.target.value) ?? "email")
            }
          />
          {channel === "app" || (channel === "email" && rotas.length > 0) ? (
            <SelectField
              label="To"
              hint={channel === "app" ? messages.bell : undefined}
              problem={mutation.error?.issueFor("rotaId")}
              choices={[
                { value: "", label: channel === "app" ? "Choose a rota" : "A mail address" },
                ...rotas.map(({ id, name: rota }) => ({ value: id, label: `Whoever is on call: ${rota}` })),
              ]}
              value={rotaId}
              onChange={(event) => setRotaId(event.target.value)}
            />
          ) : null}
          {channel === "app" || (channel === "email" && rotaId !== "") ? null : (
            <TextField
              label={channel === "email" ? "Mail address" : "Web address"}
              value={to}
              maxLength={2000}
              onChange={(event) => setTo(event.target.value)}
              problem={mutation.error?.issueFor("email") ?? mutation.error?.issueFor("url")}
            />
          )}
          {channel === "webhook" ? (
            <TextField
              label="Secret it is signed with"
              hint="Optional. The receiver checks x-holdfast-signature with it."
              value={secret}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setSecret(event.target.value)}
              problem={mutation.error?.issueFor("secret")}
            />
          ) : null}
        </>
      ) : null}
      <fieldset className="field">
        <legend>Tiers</legend>
        {ALERT_TIERS.map((tier) => (
          <label key={tier} className="check">
            <input
              type="checkbox"
              checked={tiers.includes(tier)}
              onChange={(event) =>
                setTiers(event.target.checked ? [...tiers, tier] : tiers.filter((each) => each !== tier))
              }
            />{" "}
            {TIER_NAMES[tier]}
          </label>
        ))}
      </fieldset>
      <TextField
        label="Minutes nobody has taken it on"
        hint="0: at once. A later step of the escalation otherwise."
        inputMode="numeric"
        value={after}
        onChange={(event) => setAfter(event.target.value)}
        problem={afterMinutes === null ? "Write a number of minutes." : null}
      />
      <label className="check">
        <input type="checkbox" checked={workHours} onChange={(event) => setWorkHours(event.target.checked)} />{" "}
        Only in shifts (pages go out at any hour)
      </label>
      <label className="check">
        <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />{" "}
        Switched on
      </label>
      {mutation.error ? <ErrorState error={mutation.error} what="The route was not stored." /> : null}
      <div className="act-row">
        <Button variant="primary" type="submit" busy={mutation.isPending}>
          Store the route
        </Button>
        <Button onClick={onClose}>Not now</Button>
      </div>
    </form>
  );
}
