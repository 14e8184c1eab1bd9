"use client";

import { useState } from "react";
import { Deliveries } from "@/components/alert/deliveries";
import { RotaForm } from "@/components/alert/rota-form";
import { RotaItem } from "@/components/alert/rota-item";
import { RouteForm } from "@/components/alert/route-form";
import { RouteItem } from "@/components/alert/route-item";
import { PolicyPage } from "@/components/patterns/policy-pages";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { alertingKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Alerting, AlertRoute, Rota } from "@/lib/contracts/api/resources/alert";

const WORDS = {
  crumb: "Alerting",
  title: "Where alerts go",
  sentence: "Who is told of what, over which channel, and who comes next when nobody takes it on.",
  failed: "Routes and rotas could not be loaded.",
} as const;

type Edited = { kind: "route"; route: AlertRoute | null } | { kind: "rota"; rota: Rota | null } | null;

/** Routes, who is on call, and what went out lately. */
export function AlertingPage({ seed, seededAt }: { seed: Alerting; seededAt: number }) {
  const { timeZone } = useReader();
  const [edited, setEdited] = useState<Edited>(null);
  const query = useSeededQuery<Alerting>({
    queryKey: alertingKeys.all,
    queryFn: ({ signal }) => call("getAlerting", {}, signal),
    seed,
    seededAt,
  });
  const alerting = query.data ?? seed;
  const { places } = alerting;
  const may = places.everybody.allowed || places.tenants.length > 0;
  const reason = may ? null : places.everybody.reason;
  const close = () => setEdited(null);
  const adding = (kind: "route" | "rota") =>
    setEdited(kind === "route" ? { kind, route: null } : { kind, rota: null });
  return (
    <PolicyPage here="alerting" words={WORDS} query={query}>
      <Section
        title="Routes"
        meta={alerting.routes.length}
        right={
          <Button disabledReason={reason} onClick={() => adding("route")}>
            Add a route
          </Button>
        }
      >
        {edited?.kind === "route" ? (
          <RouteForm key={edited.route?.id} alerting={alerting} route={edited.route} onClose={close} />
        ) : null}
        {alerting.routes.length === 0 ? (
          <p className="prose">Nothing is sent yet. Alerts stand on their page and beneath the bell.</p>
        ) : (
          <ul className="rowlist alert-list">
            {alerting.routes.map((route) => (
              <RouteItem
                key={route.id}
                route={route}
                zone={timeZone}
                onEdit={() => setEdited({ kind: "route", route })}
              />
            ))}
          </ul>
        )}
      </Section>
      <Section
        title="On call"
        meta={alerting.rotas.length}
        right={
          <Button disabledReason={reason} onClick={() => adding("rota")}>
            Add a rota
          </Button>
        }
      >
        {edited?.kind === "rota" ? (
          <RotaForm key={edited.rota?.id} alerting={alerting} rota={edited.rota} onClose={close} />
        ) : null}
        {alerting.rotas.length === 0 ? (
          <p className="prose">Nobody is on call by a rota.</p>
        ) : (
          <ul className="rowlist alert-list">
            {alerting.rotas.map((rota) => (
              <RotaItem key={rota.id} rota={rota} onEdit={() => setEdited({ kind: "rota", rota })} />
            ))}
          </ul>
        )}
      </Section>
      <Section title="Newest messages" meta={alerting.deliveries.length}>
        {alerting.deliveries.length === 0 ? (
          <p className="prose">Nothing was sent yet.</p>
        ) : (
          <Deliveries deliveries={alerting.deliveries} zone={timeZone} />
        )}
      </Section>
    </PolicyPage>
  );
}
