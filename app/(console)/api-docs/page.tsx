import type { Metadata } from "next";
import { ApiDocsPage } from "@/components/api-docs/api-docs-page";
import type { ApiDocument } from "@/components/api-docs/document";
import { openApiDocument } from "@/lib/http/openapi";
import { pageContext } from "@/lib/http/page";

export const metadata: Metadata = { title: "API documentation" };

export default async function Route() {
  await pageContext("/api-docs");
  return <ApiDocsPage document={openApiDocument() as unknown as ApiDocument} />;
}
