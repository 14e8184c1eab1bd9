import Link from "next/link";
import { drillState, scenarioTitle, secondsText } from "@/components/drill/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { DrillBrief } from "@/lib/contracts/api/resources/drill";
import { measuresRpo } from "@/lib/domain/drill/scenario";

const measured = (value: number | null, promised: number | null) => (
  <>
    {secondsText(value)} <span className="sub">/ {secondsText(promised)}</span>
  </>
);

const STATE: Column<DrillBrief> = {
  id: "state",
  header: "State",
  className: "nb",
  phone: "full",
  cell: (drill) => <State tone={drillState(drill).tone}>{drillState(drill).word}</State>,
};
const NUMBERS: readonly Column<DrillBrief>[] = [
  {
    id: "rto",
    header: "RTO / promised",
    number: true,
    className: "nb",
    cell: ({ rtoSeconds, rtoObjectiveSeconds }) => measured(rtoSeconds, rtoObjectiveSeconds),
  },
  {
    id: "rpo",
    header: "RPO / promised",
    number: true,
    className: "nb",
    cell: ({ scenario, rpoSeconds, rpoObjectiveSeconds }) =>
      measuresRpo(scenario) ? (
        measured(rpoSeconds, rpoObjectiveSeconds)
      ) : (
        <>
          {secondsText(rpoSeconds)} <span className="sub">chosen</span>
        </>
      ),
  },
  {
    id: "findings",
    header: "Open findings",
    number: true,
    phone: "hide",
    cell: ({ openFindings }) => openFindings,
  },
];

const drillColumn = (ofEnvironment: boolean): Column<DrillBrief> => ({
  id: "drill",
  header: "Drill",
  phone: "full",
  cell: (drill) => (
    <>
      <Link className="lead-link" href={`/drills/${drill.id}`} data-row>
        {drill.number}: {scenarioTitle(drill)}
      </Link>
      <div className="t2">
        {ofEnvironment ? null : `${drill.tenant.name}, ${drill.environment.name} · `}
        <TimeInZone at={drill.createdAt} zone={drill.environment.timeZone} />
      </div>
    </>
  ),
});

type DrillTableProps = { caption: string; drills: readonly DrillBrief[]; ofEnvironment?: boolean };

/** Drills with what they measured against what is promised. */
export function DrillTable({ caption, drills, ofEnvironment = false }: DrillTableProps) {
  const columns = [STATE, drillColumn(ofEnvironment), ...NUMBERS];
  return <DataTable caption={caption} columns={columns} rows={drills} rowKey={({ id }) => id} />;
}
