import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { RestoreWizard } from "@/components/restore/restore-wizard";
import { pageContext, pageData } from "@/lib/http/page";
import { getRestoreOptions } from "@/lib/usecases/restore/options";

export const metadata: Metadata = { title: "Restore" };

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };
const textOf = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

export default async function Route({ searchParams }: Search) {
  const search = await searchParams;
  const environmentId = textOf(search["environment"]);
  const source = textOf(search["source"]);
  if (environmentId === undefined) redirect("/environments");
  const context = await pageContext(`/restore?environment=${environmentId}`);
  const wanted = { environmentId, ...(source === undefined ? {} : { sourceEnvironmentId: source }) };
  const options = await pageData(getRestoreOptions(context, wanted));
  return <RestoreWizard key={`${environmentId}/${options.source.id}`} options={options} />;
}
