import type { Gate } from "@/lib/contracts/api/resources/change";

type Verdict = Gate["verdict"];

/** How many gates let it through by themselves, a warning among them; what is owed or waived does not pass. */
export const passing = (gates: readonly { verdict: Verdict }[]): number =>
  gates.filter(({ verdict }) => verdict === "pass" || verdict === "warn").length;

/** "12 of 14 pass, one with a warning, 2 owed". */
export function gateCount(gates: readonly { verdict: Verdict }[]): string {
  const count = (wanted: Verdict) => gates.filter(({ verdict }) => verdict === wanted).length;
  const [warn, owed, waived] = [count("warn"), count("owed"), count("waived")];
  return [
    `${passing(gates)} of ${gates.length} pass`,
    ...(warn === 0 ? [] : [`${warn === 1 ? "one" : warn} with a warning`]),
    ...(owed === 0 ? [] : [`${owed} owed`]),
    ...(waived === 0 ? [] : [`${waived} waived`]),
  ].join(", ");
}
