import type { Metadata } from "next";
import { Forbidden } from "@/components/patterns/forbidden";
import { RunbookEditorPage } from "@/components/runbook/editor-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listRunbooks } from "@/lib/usecases/runbook/list";
import { runbookPlaces } from "@/lib/usecases/runbook/places";

export const metadata: Metadata = { title: "Write a runbook" };

export default async function Route() {
  const context = await pageContext("/runbooks/new");
  const { can } = await pageData(listRunbooks(context, { limit: 1 }));
  if (!can.create.allowed)
    return (
      <Forbidden
        here="Write a runbook"
        reason={can.create.reason}
        back={{ href: "/runbooks", label: "Runbooks" }}
      />
    );
  const { everybody, tenants } = await pageData(runbookPlaces(context, {}));
  return <RunbookEditorPage runbook={null} tenants={tenants} everybody={everybody.allowed} />;
}
