import { type ChartSpec, rowsOf } from "@/components/patterns/chart/chart-data";
import { ScrollRegion } from "@/components/patterns/scroll-region";
import { momentText } from "@/lib/client/time-text";

/** The same numbers as rows; a gap says so. It scrolls by itself, by keys too. */
export function ChartTable({ spec }: { spec: ChartSpec }) {
  const { title, lines, zone, write } = spec;
  return (
    <ScrollRegion className="plot-table" label={`${title}, table`}>
      <table className="table">
        <caption className="sr">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map(({ key, label }) => (
              <th key={key} scope="col" className="num">
                {lines.length === 1 ? title : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(lines).map((row) => (
            <tr key={row.at}>
              <td className="nb">{momentText(row.at, zone, "clock-second").text}</td>
              {lines.map(({ key }) => {
                const value = row[key];
                return (
                  <td key={key} className="num nb">
                    {typeof value === "number" ? write(value) : <span className="sub">not measured</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
