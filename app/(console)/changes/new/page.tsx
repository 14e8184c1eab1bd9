import type { Metadata } from "next";
import { draftChoices } from "@/app/(console)/changes/draft-choices";
import type { SearchParams } from "@/app/(console)/list-filter";
import { DraftPage } from "@/components/change/draft-page";
import { Forbidden } from "@/components/patterns/forbidden";
import { Id } from "@/lib/contracts/api/resources/common";
import { pageContext, pageData } from "@/lib/http/page";
import { incidentForDraft } from "@/lib/usecases/incident/for-draft";
import { getMe } from "@/lib/usecases/session/me";

export const metadata: Metadata = { title: "Draft a change" };

const idOrNull = (value: unknown): string | null => {
  const parsed = Id.safeParse(value);
  return parsed.success ? parsed.data : null;
};

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const context = await pageContext("/changes/new");
  const { can } = await getMe(context);
  if (!can.draftChange.allowed) {
    return (
      <Forbidden
        here="Draft a change"
        reason={can.draftChange.reason}
        back={{ href: "/changes", label: "Changes" }}
      />
    );
  }
  const given = await searchParams;
  const chosen = { releaseId: idOrNull(given["releaseId"]), environmentId: idOrNull(given["environmentId"]) };
  const incidentId = idOrNull(given["incidentId"]);
  const incident = incidentId === null ? null : await pageData(incidentForDraft(context, { incidentId }));
  return <DraftPage {...(await draftChoices(context))} editing={null} chosen={chosen} incident={incident} />;
}
