import type { Metadata } from "next";
import { draftChoices } from "@/app/(console)/changes/draft-choices";
import type { SearchParams } from "@/app/(console)/list-filter";
import { Forbidden } from "@/components/patterns/forbidden";
import { DraftTrainPage } from "@/components/train/draft-train-page";
import { Id } from "@/lib/contracts/api/resources/common";
import { pageContext } from "@/lib/http/page";
import { getMe } from "@/lib/usecases/session/me";

export const metadata: Metadata = { title: "Draft a train" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const context = await pageContext("/trains/new");
  const { can } = await getMe(context);
  if (!can.draftTrain.allowed) {
    const back = { href: "/trains", label: "Trains" };
    return <Forbidden here="Draft a train" reason={can.draftTrain.reason} back={back} />;
  }
  const given = Id.safeParse((await searchParams)["releaseId"]);
  const releaseId = given.success ? given.data : null;
  return <DraftTrainPage {...(await draftChoices(context))} editing={null} releaseId={releaseId} />;
}
