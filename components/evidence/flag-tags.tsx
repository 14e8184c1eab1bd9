import { Tag } from "@/components/ui/tag";
import { type ChangeFlag, FLAG_NAMES } from "@/lib/domain/change/flags";

/** What a change touches, as tags; the schema stands out, since it is not taken back by putting code back. */
export function FlagTags({ flags }: { flags: readonly ChangeFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <div className="row-tags">
      {flags.map((flag) =>
        flag === "schema" || flag === "authentication" ? (
          <Tag key={flag} tone="warn">
            {FLAG_NAMES[flag]}
          </Tag>
        ) : (
          <Tag key={flag}>{FLAG_NAMES[flag]}</Tag>
        ),
      )}
    </div>
  );
}
