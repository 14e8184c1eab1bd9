import type { DocumentedOperation } from "@/components/api-docs/document";
import { type Schema, schemaText } from "@/components/api-docs/schema-text";
import { ScrollRegion } from "@/components/patterns/scroll-region";

/** Parameters, body, answer and refusals of one operation. */
export function OperationDetails({ operation }: { operation: DocumentedOperation }) {
  const answers = Object.entries(operation.responses);
  const body = firstSchema(operation.requestBody?.content);
  return (
    <div className="api-details">
      {operation.parameters.length > 0 ? <Parameters operation={operation} /> : null}
      {body ? <Shape title="Body" name={operation.operationId} schema={body} /> : null}
      {answers.map(([status, answer]) => {
        const schema = firstSchema(answer.content);
        return status.startsWith("2") && schema ? (
          <Shape key={status} title={`Answer ${status}`} name={operation.operationId} schema={schema} />
        ) : null;
      })}
      <h3>Refusals</h3>
      <dl className="fact-list">
        {answers
          .filter(([status]) => !status.startsWith("2"))
          .map(([status, answer]) => (
            <div key={status}>
              <dt className="mono">{status}</dt>
              <dd className="t2">{answer.description}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

const firstSchema = (content: Record<string, { schema?: Schema }> | undefined): Schema | undefined =>
  Object.values(content ?? {})[0]?.schema;

function Parameters({ operation }: { operation: DocumentedOperation }) {
  return (
    <>
      <h3>Parameters</h3>
      <dl className="fact-list">
        {operation.parameters.map((parameter) => (
          <div key={`${parameter.in} ${parameter.name}`}>
            <dt className="mono">{parameter.name}</dt>
            <dd className="t2">
              {parameter.in}
              {parameter.required ? ", required" : ""} ·{" "}
              <span className="mono">{schemaText(parameter.schema)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Shape({ title, name, schema }: { title: string; name: string; schema: Schema }) {
  return (
    <>
      <h3>{title}</h3>
      <ScrollRegion className="codeblock" label={`${title} of ${name}`}>
        {schemaText(schema)}
      </ScrollRegion>
    </>
  );
}
