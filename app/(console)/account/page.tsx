import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";
import { pageContext } from "@/lib/http/page";
import { listMySessions } from "@/lib/usecases/session/list";

export const metadata: Metadata = { title: "Account" };

export default async function Route() {
  const context = await pageContext("/account");
  return <AccountPage seed={await listMySessions(context)} seededAt={context.now.getTime()} />;
}
