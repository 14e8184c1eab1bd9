import Link from "next/link";
import type { RestoreOptions } from "@/lib/contracts/api/resources/restore";

type WheretoProps = { options: Pick<RestoreOptions, "target" | "source">; scratch?: boolean };

/** Into an environment, or into a copy beside it that nothing is exchanged for. */
export function Whereto({ options: { target, source }, scratch = false }: WheretoProps) {
  const into = target.name;
  const copy = `A scratch copy, to look into data of ${source.name}`;
  return (
    <ul className="plain-list restore-sources">
      <li>
        {scratch ? (
          <Link href={`/restore?environment=${target.id}&source=${source.id}`}>{into}</Link>
        ) : (
          <b aria-current="true">{into}</b>
        )}
      </li>
      <li>
        {scratch ? (
          <b aria-current="true">{copy}</b>
        ) : (
          <Link href={`/restore?environment=${source.id}&to=scratch`}>{copy}</Link>
        )}
      </li>
    </ul>
  );
}
