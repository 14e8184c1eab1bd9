"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { StoreSection } from "@/components/backup/store-section";
import { ComingEvents } from "@/components/calendar/coming";
import { ChangeTable } from "@/components/change/change-table";
import { EnvironmentTable } from "@/components/environment/environment-table";
import { environmentMark } from "@/components/environment/words";
import { TenantHolds } from "@/components/hold/tenant-holds";
import { TenantProcesses } from "@/components/objective/tenant-processes";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { messages } from "@/components/tenant/messages";
import { People, Sites } from "@/components/tenant/tenant-lists";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import { changeKeys, tenantKeys } from "@/lib/client/query-keys";
import { HEALTH_AGES_MS, useSeededQuery } from "@/lib/client/seeded-query";
import type { Tenant } from "@/lib/contracts/api/resources/catalog";
import { STAGES } from "@/lib/domain/catalog/stage";

const text = messages.page;

/** One tenant: its environments along the promotion path, open changes, sites, people. */
export function TenantPage({ seed, seededAt }: { seed: Tenant; seededAt: number }) {
  const query = useSeededQuery({
    queryKey: tenantKeys.one(seed.id),
    queryFn: ({ signal }) => call("getTenant", { params: { tenantId: seed.id } }, signal),
    seed,
    seededAt,
    everyMs: HEALTH_AGES_MS,
  });
  const tenant = query.data ?? seed;
  const path = [...tenant.environments].sort(
    (one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage),
  );
  return (
    <Page trail={[{ label: messages.tenants, href: "/tenants" }]} here={tenant.name}>
      <PageHead
        title={tenant.name}
        state={<Tag>{messages.tiers[tenant.tier]}</Tag>}
        sentence={<TenantSentence tenant={tenant} />}
        facts={[
          { name: "Industry", value: tenant.industry },
          { name: "Time zone", value: tenant.timeZone },
          { name: "Cost centre", value: tenant.costCentre || "none" },
          { name: "Contact", value: contactOf(tenant) },
          { name: "Kept", value: <Link href={`/objectives?tenantId=${tenant.id}`}>objectives</Link> },
        ]}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <TenantHolds tenant={tenant} />
      <Section title={text.environments} meta={text.path}>
        <EnvironmentTable environments={path} caption={text.environments} ofTenant />
      </Section>
      <ComingEvents tenantId={tenant.id} />
      <OpenChanges tenantId={tenant.id} />
      <TenantProcesses tenantId={tenant.id} />
      <StoreSection tenantId={tenant.id} timeZone={tenant.timeZone} />
      <div className="cols two-cols">
        <Sites tenant={tenant} />
        <People tenant={tenant} />
      </div>
    </Page>
  );
}

const contactOf = (tenant: Tenant) =>
  tenant.contactEmail ? (
    <a href={`mailto:${tenant.contactEmail}`}>{tenant.contactName || tenant.contactEmail}</a>
  ) : (
    tenant.contactName || "none"
  );

function TenantSentence({ tenant }: { tenant: Tenant }) {
  const wrong = tenant.environments.filter((one) => !["good", "running"].includes(environmentMark(one).tone));
  if (tenant.environments.length === 0) return <b>No environment yet.</b>;
  if (wrong.length === 0) return <b>All {tenant.environments.length} environments are good.</b>;
  const bad = wrong.some((one) => environmentMark(one).tone === "bad");
  return (
    <span className={bad ? "bad-w" : "warn-w"}>
      {wrong.length} of {tenant.environments.length} environments {wrong.length === 1 ? "is" : "are"} not
      good: {wrong.map((one) => one.name).join(", ")}.
    </span>
  );
}

function OpenChanges({ tenantId }: { tenantId: string }) {
  const filter = { tenantId, limit: 50 };
  const changes = useQuery({
    queryKey: changeKeys.list(filter),
    queryFn: ({ signal }) => call("listChanges", { query: filter }, signal),
  });
  const open = changes.data?.items.filter((change) =>
    ["draft", "submitted", "in_review", "approved", "scheduled", "in_progress"].includes(change.state),
  );
  return (
    <Section
      title={text.changes}
      right={<Link href={`/changes?tenantId=${tenantId}`}>{text.allChanges}</Link>}
    >
      {changes.error ? (
        <ErrorState error={changes.error} what={text.failed} onRetry={() => void changes.refetch()} />
      ) : null}
      {changes.isPending ? <LoadingState label={text.loading} /> : null}
      {open?.length === 0 ? <p className="prose">{text.changesNone}</p> : null}
      {open && open.length > 0 ? <ChangeTable changes={open} caption={text.changes} /> : null}
    </Section>
  );
}
