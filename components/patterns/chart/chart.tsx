"use client";

import dynamic from "next/dynamic";
import { useId, useState } from "react";
import { type ChartSpec, csvOf, newestOf } from "@/components/patterns/chart/chart-data";
import { ChartTable } from "@/components/patterns/chart/chart-table";
import { download } from "@/lib/client/download";

const LinePlot = dynamic(
  () => import("@/components/patterns/chart/line-plot").then((module) => module.LinePlot),
  { ssr: false, loading: () => <div className="plot-box" /> },
);

const text = { table: "Table", graph: "Graph", csv: "CSV", none: "Nothing was measured in this time." };

/** A chart over time: title with unit and newest value, the graph or its table, and the numbers to take along. */
export function Chart({ spec }: { spec: ChartSpec }) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const empty = spec.lines.every((line) => newestOf(line) === null);
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption>
        <b id={id} className="chart-title">
          {spec.title}
        </b>
        <span className="unit">{spec.unit}</span>
        <span className="now strong">{newestText(spec)}</span>
        {empty ? null : (
          <span className="tools">
            <button
              type="button"
              className="text-button"
              aria-pressed={asTable}
              aria-label={`${spec.title}: ${asTable ? text.graph : text.table}`}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? text.graph : text.table}
            </button>
            <button
              type="button"
              className="text-button"
              aria-label={`${spec.title}: ${text.csv}`}
              onClick={() => download(fileOf(spec.title), "text/csv", csvOf(spec))}
            >
              {text.csv}
            </button>
          </span>
        )}
      </figcaption>
      <Legend spec={spec} />
      {empty ? (
        <p className="plot-box blank-plot">{text.none}</p>
      ) : asTable ? (
        <ChartTable spec={spec} />
      ) : (
        <LinePlot spec={spec} />
      )}
    </figure>
  );
}

/** Two lines need their names; one is named by the title. */
function Legend({ spec }: { spec: ChartSpec }) {
  if (spec.lines.length < 2) return null;
  return (
    <ul className="chart-legend">
      {spec.lines.map((line) => {
        const newest = newestOf(line);
        return (
          <li key={line.key}>
            <i className={line.look} aria-hidden="true" />
            {line.label}
            {newest === null ? null : <b className="chart-newest">{spec.write(newest)}</b>}
          </li>
        );
      })}
    </ul>
  );
}

function newestText({ lines, write }: ChartSpec): string {
  const [only, ...others] = lines;
  if (only === undefined || others.length > 0) return "";
  const newest = newestOf(only);
  return newest === null ? "" : write(newest);
}

const fileOf = (title: string): string => `${title.toLowerCase().replaceAll(/\W+/g, "-")}.csv`;
