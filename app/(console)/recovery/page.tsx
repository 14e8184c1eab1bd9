import type { Metadata } from "next";
import { BoardPage } from "@/components/backup/board-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getRecovery } from "@/lib/usecases/backup/board";
import { listProofs } from "@/lib/usecases/recovery-policy/board";

export const metadata: Metadata = { title: "Recovery" };

export default async function Route() {
  const context = await pageContext("/recovery");
  const [seed, proofs] = await Promise.all([
    pageData(getRecovery(context, {})),
    pageData(listProofs(context, {})),
  ]);
  return <BoardPage seed={seed} proofs={proofs} seededAt={context.now.getTime()} />;
}
