import type { ClusterView } from "@/components/cluster/words";

/** The form's texts; numbers are read when it is sent. */
export type Fields = {
  region: string;
  maxOperations: string;
  namespace: string;
  service: string;
  port: string;
  takesDrills: boolean;
};
/** Those that are written, not ticked. */
export type TextName = Exclude<keyof Fields, "takesDrills">;

type Stored = Pick<ClusterView, "region" | "maxOperations" | "metricsSource" | "takesDrills">;

export function fieldsOf({ region, maxOperations, metricsSource, takesDrills }: Stored): Fields {
  return {
    region,
    maxOperations: String(maxOperations),
    namespace: metricsSource?.namespace ?? "",
    service: metricsSource?.service ?? "",
    port: metricsSource === null ? "" : String(metricsSource.port),
    takesDrills,
  };
}

/** Three empty fields mean that there is no Prometheus; a half-filled source is sent, so that the answer says what lacks. */
export function settingsOf(fields: Fields): Stored {
  const { region, maxOperations, namespace, service, port, takesDrills } = fields;
  const place = { namespace: namespace.trim(), service: service.trim(), port: numberOf(port) };
  const none = place.namespace === "" && place.service === "" && port.trim() === "";
  return {
    region,
    maxOperations: numberOf(maxOperations),
    takesDrills,
    metricsSource: none ? null : { kind: "service", ...place },
  };
}

/** Where the server's answer puts a fault of this field. */
export const sourceIssue = (name: TextName): string => `metricsSource.${name}`;

/** What is no number becomes 0, which every limit refuses with its sentence. */
function numberOf(text: string): number {
  const value = Number(text.trim());
  return Number.isFinite(value) ? value : 0;
}
