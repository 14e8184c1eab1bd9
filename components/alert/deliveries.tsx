import { deliveryState } from "@/components/alert/words";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { AlertDelivery } from "@/lib/contracts/api/resources/alert";
import { CHANNEL_NAMES } from "@/lib/domain/alert/route";

const OCCASIONS = { raised: "It stands", over: "It is over", many: "Many at once", test: "A test" } as const;

const columns = (zone: string): readonly Column<AlertDelivery>[] => [
  {
    id: "state",
    header: "State",
    className: "nb",
    phone: "full",
    cell: (delivery) => {
      const { tone, word } = deliveryState(delivery);
      return <State tone={tone}>{word}</State>;
    },
  },
  {
    id: "route",
    header: "Over",
    phone: "full",
    cell: ({ route, channel, sentTo, lastError, attempts }) => (
      <>
        {route}
        <span className="t2">
          {" "}
          {CHANNEL_NAMES[channel]}
          {sentTo === "" ? "" : `, ${sentTo}`}
        </span>
        {lastError === "" ? null : (
          <div className="t2">
            {lastError} {attempts > 1 ? `${attempts} attempts.` : ""}
          </div>
        )}
      </>
    ),
  },
  { id: "what", header: "Says", cell: ({ occasion }) => OCCASIONS[occasion] },
  {
    id: "at",
    header: "When",
    className: "nb",
    cell: ({ sentAt, nextAt, state, createdAt }) => (
      <TimeInZone at={sentAt ?? (state === "queued" ? nextAt : createdAt)} zone={zone} />
    ),
  },
];

/** Which message went where, and what kept one back. */
export function Deliveries({ deliveries, zone }: { deliveries: readonly AlertDelivery[]; zone: string }) {
  return <DataTable caption="Messages" columns={columns(zone)} rows={deliveries} rowKey={({ id }) => id} />;
}
