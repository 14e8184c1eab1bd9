import type { Metadata } from "next";
import { draftChoices } from "@/app/(console)/changes/draft-choices";
import { Forbidden } from "@/components/patterns/forbidden";
import { DraftTrainPage } from "@/components/train/draft-train-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getTrain } from "@/lib/usecases/train/get";

export const metadata: Metadata = { title: "Edit a train" };

export default async function Route({ params }: { params: Promise<{ trainId: string }> }) {
  const { trainId } = await params;
  const context = await pageContext(`/trains/${trainId}/edit`);
  const train = await pageData(getTrain(context, { trainId }));
  if (!train.can.edit.allowed) {
    const back = { href: `/trains/${trainId}`, label: train.number };
    return <Forbidden here={`Edit ${train.number}`} reason={train.can.edit.reason} back={back} />;
  }
  return <DraftTrainPage {...(await draftChoices(context))} editing={train} releaseId={train.release.id} />;
}
