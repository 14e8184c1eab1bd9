import type { Reader } from "@/components/patterns/reader";

/** Name, roles and clock of the signed-in person. */
export function ReaderLines({ reader }: { reader: Reader }) {
  return (
    <>
      <b>{reader.name}</b>
      <span>{reader.roles.map((role) => role.name).join(", ")}</span>
      <span>{reader.timeZone}</span>
    </>
  );
}
