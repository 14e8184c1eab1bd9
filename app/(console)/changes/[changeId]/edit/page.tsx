import type { Metadata } from "next";
import { draftChoices } from "@/app/(console)/changes/draft-choices";
import { DraftPage } from "@/components/change/draft-page";
import { Forbidden } from "@/components/patterns/forbidden";
import { pageContext, pageData } from "@/lib/http/page";
import { getChange } from "@/lib/usecases/change/get";

export const metadata: Metadata = { title: "Edit a change" };

export default async function Route({ params }: { params: Promise<{ changeId: string }> }) {
  const { changeId } = await params;
  const context = await pageContext(`/changes/${changeId}/edit`);
  const change = await pageData(getChange(context, { changeId }));
  if (!change.can.edit.allowed) {
    const back = { href: `/changes/${changeId}`, label: change.number };
    return <Forbidden here={`Edit ${change.number}`} reason={change.can.edit.reason} back={back} />;
  }
  const chosen = { releaseId: change.release.id, environmentId: change.environment.id };
  return <DraftPage {...(await draftChoices(context))} editing={change} chosen={chosen} />;
}
