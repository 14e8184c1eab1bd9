import type { Metadata } from "next";
import { BoardPage } from "@/components/backup/board-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getRecovery } from "@/lib/usecases/backup/board";

export const metadata: Metadata = { title: "Recovery" };

export default async function Route() {
  const context = await pageContext("/recovery");
  const seed = await pageData(getRecovery(context, {}));
  return <BoardPage seed={seed} seededAt={context.now.getTime()} />;
}
