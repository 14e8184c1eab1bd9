"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { GROUP_NAMES, NAVIGATION, type NavigationEntry } from "@/components/patterns/navigation-entries";
import { type Reader, useReader } from "@/components/patterns/reader";
import type { NavigationCounts } from "@/lib/contracts/api/resources/overview";

/** The entries this reader may open. */
export function entriesFor(reader: Reader): readonly NavigationEntry[] {
  return NAVIGATION.filter((entry) => entry.needs === undefined || reader.can[entry.needs].allowed);
}

/** The list of places, in the side and in the phone's drawer. */
export function NavigationList({
  counts,
  onFollow,
}: {
  counts: NavigationCounts | null;
  onFollow?: () => void;
}) {
  const path = usePathname();
  const entries = entriesFor(useReader());
  const groups = ["work", "watch", "platform"] as const;
  return (
    <div className="nav-list">
      {groups.map((group) => {
        const inGroup = entries.filter((entry) => entry.group === group);
        if (inGroup.length === 0) return null;
        return (
          <div key={group}>
            {GROUP_NAMES[group] ? <div className="grp">{GROUP_NAMES[group]}</div> : null}
            <ul>
              {inGroup.map((entry) => (
                <li key={entry.href}>
                  <NavigationLink entry={entry} path={path} counts={counts} onFollow={onFollow} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

type NavigationLinkProps = {
  entry: NavigationEntry;
  path: string;
  counts: NavigationCounts | null;
  onFollow: (() => void) | undefined;
};

function NavigationLink({ entry, path, counts, onFollow }: NavigationLinkProps) {
  const beneath = entry.beneath ?? entry.href;
  const here = entry.href === "/" ? path === "/" : path === beneath || path.startsWith(`${beneath}/`);
  const count = entry.count && counts ? counts[entry.count] : 0;
  const Icon = entry.icon;
  return (
    <Link href={entry.href} aria-current={here ? "page" : undefined} onClick={() => onFollow?.()}>
      <Icon className="i" aria-hidden="true" />
      {entry.label}
      {count > 0 ? <span className="n">{count}</span> : null}
    </Link>
  );
}
