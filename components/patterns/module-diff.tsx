import { Tag } from "@/components/ui/tag";

export type ModuleLine = {
  kind: "new" | "changed" | "removed";
  name: string;
  from: string | null;
  to: string | null;
  schemaChange: boolean;
};

const SIGNS = { new: "sign add", changed: "sign", removed: "sign del" } as const;

/** Modules as rows: kind, name, from, to, and whether the schema moves. */
export function ModuleDiff({ modules }: { modules: readonly ModuleLine[] }) {
  return (
    <table className="table stack pair diff">
      <caption className="sr">Modules that differ</caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Module</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">What it means here</th>
        </tr>
      </thead>
      <tbody>
        {modules.map((module) => (
          <tr key={module.name}>
            <td className={`${SIGNS[module.kind]} hide-narrow`}>{module.kind}</td>
            <td className="mono">
              <span className="strong">{module.name}</span>
            </td>
            <td className="mono sub hide-narrow">{module.from ?? "–"}</td>
            <td className="mono">{module.to ?? "–"}</td>
            <td className="t2 full">
              <Meaning module={module} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Meaning({ module }: { module: ModuleLine }) {
  if (module.schemaChange) {
    return (
      <>
        <Tag tone="warn">schema</Tag> migrates the database
      </>
    );
  }
  if (module.kind === "removed") return "its code leaves the image";
  return "code only";
}
