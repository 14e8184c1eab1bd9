"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";

export type MenuEntry = {
  label: string;
  onSelect: () => void;
  end?: ReactNode;
  group?: string;
  checked?: boolean;
};

type MenuProps = { trigger: ReactElement; entries: readonly MenuEntry[]; defaultOpen?: boolean };

/** A short list of actions behind one button. Entries that carry `checked` behave as a choice. */
export function Menu({ trigger, entries, defaultOpen = false }: MenuProps) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={4} side="top" align="start">
          <Base.Popup className="popup">
            {entries.map((entry, index) => (
              <MenuLine
                key={entry.label}
                entry={entry}
                opensGroup={entry.group !== entries[index - 1]?.group}
              />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function MenuLine({ entry, opensGroup }: { entry: MenuEntry; opensGroup: boolean }) {
  return (
    <>
      {opensGroup && entry.group ? <div className="group">{entry.group}</div> : null}
      {entry.checked === undefined ? (
        <Base.Item className="entry" onClick={entry.onSelect}>
          {entry.label}
          {entry.end ? <span className="end">{entry.end}</span> : null}
        </Base.Item>
      ) : (
        <Base.CheckboxItem
          className="entry"
          checked={entry.checked}
          onCheckedChange={entry.onSelect}
          closeOnClick
        >
          {entry.label}
          <span className="end" aria-hidden="true">
            {entry.checked ? "chosen" : ""}
          </span>
        </Base.CheckboxItem>
      )}
    </>
  );
}
