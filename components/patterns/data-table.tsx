"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { type Filter, hrefWith } from "@/components/patterns/url-filter";

export type Column<Row> = {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers align right. */
  number?: boolean;
  /** On a phone: the whole line, its label before the value, or not at all. */
  phone?: "full" | "label" | "hide";
  className?: string;
};

type DataTableProps<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** True while a newer answer is on its way. */
  stale?: boolean;
};

/** A table that becomes name and label-value lines on a phone. */
export function DataTable<Row>({ caption, columns, rows, rowKey, stale = false }: DataTableProps<Row>) {
  return (
    <table className={stale ? "table stack is-stale" : "table stack"} aria-busy={stale || undefined}>
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={column.number ? "num" : undefined}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.id} className={cellClass(column)} data-label={labelOf(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cellClass<Row>(column: Column<Row>): string | undefined {
  const phone = { full: "full", hide: "hide-narrow", label: "" }[column.phone ?? "label"];
  return [column.className ?? "", column.number ? "num" : "", phone].filter(Boolean).join(" ") || undefined;
}

function labelOf<Row>(column: Column<Row>): string | undefined {
  return (column.phone ?? "label") === "label" && typeof column.header === "string"
    ? column.header
    : undefined;
}

type PagerProps = { path: string; filter: Filter; shown: number; nextCursor: string | null };

/** Pages by cursor; the address holds the place, so back and forward work. */
export function Pager({ path, filter, shown, nextCursor }: PagerProps) {
  const started = filter["cursor"] !== undefined;
  if (!started && nextCursor === null) return null;
  return (
    <nav className="pager" aria-label="Pages">
      <span>{shown === 1 ? "1 row on this page" : `${shown} rows on this page`}</span>
      <span className="push" />
      {started ? (
        <Link className="btn" href={hrefWith(path, { ...filter, cursor: undefined })}>
          First page
        </Link>
      ) : null}
      {nextCursor === null ? null : (
        <Link className="btn" href={hrefWith(path, { ...filter, cursor: nextCursor })} rel="next">
          Next page
        </Link>
      )}
    </nav>
  );
}
