import type { Metadata } from "next";
import { Forbidden } from "@/components/patterns/forbidden";
import { RunbookEditorPage } from "@/components/runbook/editor-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getRunbook } from "@/lib/usecases/runbook/get";

export const metadata: Metadata = { title: "Write a runbook" };

export default async function Route({ params }: { params: Promise<{ runbookId: string }> }) {
  const { runbookId } = await params;
  const context = await pageContext(`/runbooks/${runbookId}/edit`);
  const runbook = await pageData(getRunbook(context, { runbookId }));
  const { edit } = runbook.can;
  if (!edit.allowed)
    return (
      <Forbidden
        here="Write a runbook"
        reason={edit.reason}
        back={{ href: `/runbooks/${runbookId}`, label: runbook.name }}
      />
    );
  return <RunbookEditorPage runbook={runbook} tenants={[]} everybody={false} />;
}
