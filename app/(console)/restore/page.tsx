import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { RestoreWizard } from "@/components/restore/restore-wizard";
import { RestoresPage } from "@/components/restore/restores-page";
import { ScratchWizard } from "@/components/scratch/scratch-wizard";
import { API } from "@/lib/contracts/api/registry";
import { Time } from "@/lib/contracts/api/resources/common";
import { pageContext, pageData } from "@/lib/http/page";
import { listRestores } from "@/lib/usecases/restore/list";
import { getRestoreOptions } from "@/lib/usecases/restore/options";
import { getScratchOptions } from "@/lib/usecases/scratch/options";

export const metadata: Metadata = { title: "Restore" };

type Search = { searchParams: SearchParams };
const MOST_ID = 100;
const textOf = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

/** With an environment: what can be brought back into it. Without: the restores there were. */
export default async function Route({ searchParams }: Search) {
  const search = await searchParams;
  const environmentId = textOf(search["environment"]);
  if (environmentId === undefined) {
    const filter = listFilter(API.listRestores.query, search);
    const context = await pageContext(returnPath("/restore", filter));
    const seed = await pageData(listRestores(context, filter));
    return <RestoresPage filter={filter} seed={seed} seededAt={context.now.getTime()} />;
  }
  const source = textOf(search["source"]);
  const context = await pageContext(`/restore?environment=${environmentId}`);
  const pointId = textOf(search["point"])?.slice(0, MOST_ID);
  const before = Time.safeParse(search["before"]).data;
  const wanted = {
    environmentId,
    ...(source === undefined ? {} : { sourceEnvironmentId: source }),
    ...(pointId === undefined ? {} : { pointId }),
    ...(before === undefined ? {} : { before }),
  };
  if (textOf(search["to"]) === "scratch") {
    // Nothing takes the place of anything: whose data they are is the one environment there is.
    const copied = { ...wanted, sourceEnvironmentId: environmentId };
    const options = await pageData(getRestoreOptions(context, copied));
    const scratch = await pageData(getScratchOptions(context, { environmentId }));
    return <ScratchWizard key={environmentId} options={options} scratch={scratch} pointId={pointId} />;
  }
  const options = await pageData(getRestoreOptions(context, wanted));
  return (
    <RestoreWizard
      key={`${environmentId}/${options.source.id}`}
      options={options}
      pointId={pointId}
      paged={before !== undefined}
    />
  );
}
