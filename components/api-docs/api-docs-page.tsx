import { type ApiDocument, byTag, type OperationEntry } from "@/components/api-docs/document";
import { OperationDetails } from "@/components/api-docs/operation-details";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";

/** The API for people, made from the document machines read. */
export function ApiDocsPage({ document }: { document: ApiDocument }) {
  const groups = byTag(document);
  const count = groups.reduce((sum, group) => sum + group.entries.length, 0);
  return (
    <Page here="API documentation" right={<a href="/api/openapi.json">openapi.json</a>}>
      <PageHead
        title="API documentation"
        sentence={document.info.description}
        facts={[
          { name: "Version", value: document.info.version },
          { name: "Operations", value: count },
          { name: "Machine-readable", value: <a href="/api/openapi.json">/api/openapi.json</a> },
        ]}
      />
      {groups.map((group) => (
        <Section key={group.tag} title={group.tag} meta={group.entries.length}>
          <ul className="rowlist api-list">
            {group.entries.map((entry) => (
              <OperationLine key={entry.operation.operationId} entry={entry} />
            ))}
          </ul>
        </Section>
      ))}
    </Page>
  );
}

function OperationLine({ entry }: { entry: OperationEntry }) {
  return (
    <li id={entry.operation.operationId}>
      <details>
        <summary>
          <span className="mono verb">{entry.method}</span>
          <span className="mono strong wrap-any">{entry.path}</span>
          <span className="t2">{entry.operation.summary}</span>
        </summary>
        <OperationDetails operation={entry.operation} />
      </details>
    </li>
  );
}
