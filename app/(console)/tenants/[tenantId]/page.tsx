import type { Metadata } from "next";
import { cache } from "react";
import { TenantPage } from "@/components/tenant/tenant-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getTenant } from "@/lib/usecases/tenant/get";

type Params = { params: Promise<{ tenantId: string }> };

const load = cache(async (tenantId: string) => {
  const context = await pageContext(`/tenants/${tenantId}`);
  return { seed: await pageData(getTenant(context, { tenantId })), seededAt: context.now.getTime() };
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { seed } = await load((await params).tenantId);
  return { title: seed.name };
}

export default async function Route({ params }: Params) {
  const { tenantId } = await params;
  const { seed, seededAt } = await load(tenantId);
  return <TenantPage key={tenantId} seed={seed} seededAt={seededAt} />;
}
