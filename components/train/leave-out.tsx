import type { Train } from "@/lib/contracts/api/resources/train";

type LeaveOutProps = { train: Train; chosen: readonly string[]; onChange: (ids: readonly string[]) => void };

/** Which environments that have not started shall not: each of them is ticked. */
export function LeaveOut({ train, chosen, onChange }: LeaveOutProps) {
  const waiting = train.rings.flatMap(({ cars }) => cars).filter(({ state }) => state === "waiting");
  if (waiting.length === 0) return null;
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className="ticks">
      <legend>Leave out (optional)</legend>
      {waiting.map(({ id, tenant, environment, sentence }) => (
        <label key={id}>
          <input type="checkbox" className="tick" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          <span>
            {tenant.name} · {environment.name}
            {sentence === "" ? null : <span className="sub small"> {sentence}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
