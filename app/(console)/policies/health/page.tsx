import type { Metadata } from "next";
import { listFilter, returnPath, type SearchParams } from "@/app/(console)/list-filter";
import { HealthPoliciesPage } from "@/components/health-policy/health-policies-page";
import { API } from "@/lib/contracts/api/registry";
import { pageContext, pageData } from "@/lib/http/page";
import { listHealthPolicies } from "@/lib/usecases/health-policy/list";
import { listHealthQuestions } from "@/lib/usecases/health-policy/questions";

export const metadata: Metadata = { title: "Policies: health" };

export default async function Route({ searchParams }: { searchParams: SearchParams }) {
  const filter = listFilter(API.listHealthQuestions.query, await searchParams);
  const context = await pageContext(returnPath("/policies/health", filter));
  const [seed, questions] = await Promise.all([
    pageData(listHealthPolicies(context, {})),
    pageData(listHealthQuestions(context, filter)),
  ]);
  return (
    <HealthPoliciesPage filter={filter} seed={seed} questions={questions} seededAt={context.now.getTime()} />
  );
}
