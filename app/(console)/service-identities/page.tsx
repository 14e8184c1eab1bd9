import type { Metadata } from "next";
import { Forbidden } from "@/components/patterns/forbidden";
import { ServiceIdentitiesPage } from "@/components/service-identity/service-identities-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listServiceIdentities } from "@/lib/usecases/service-identity/list";
import { getMe } from "@/lib/usecases/session/me";

export const metadata: Metadata = { title: "Service identities" };

export default async function Route() {
  const context = await pageContext("/service-identities");
  const { can } = await getMe(context);
  if (!can.readServiceIdentities.allowed) {
    return (
      <Forbidden
        here="Service identities"
        reason={can.readServiceIdentities.reason}
        back={{ href: "/", label: "Overview" }}
      />
    );
  }
  const seed = await pageData(listServiceIdentities(context, {}));
  return <ServiceIdentitiesPage seed={seed} seededAt={context.now.getTime()} />;
}
