"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type PaletteEntry, usePaletteEntries } from "@/components/patterns/palette-entries";

/** Find any tenant, environment, change, release or operation, or go and do something. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [asked, setAsked] = useState("");
  const router = useRouter();
  const { groups, searching } = usePaletteEntries(asked);
  const follow = (entry: PaletteEntry) => {
    onClose();
    router.push(entry.href);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog palette" aria-label="Find or do">
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={groups}
            value={asked}
            onValueChange={setAsked}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={(entry: PaletteEntry) => entry.label}
          >
            <div className="ask">
              <Search className="i" aria-hidden="true" />
              <Autocomplete.Input
                aria-label="Find or do"
                placeholder="Tenant, environment, change, release, page"
              />
              <Dialog.Close className="btn quiet">Close</Dialog.Close>
            </div>
            <div className="popup">
              <Autocomplete.Empty>
                <div className="none">{searching ? "Looking" : `Nothing is called “${asked}”.`}</div>
              </Autocomplete.Empty>
              <Autocomplete.List>
                {(group: { name: string; items: readonly PaletteEntry[] }) => (
                  <Autocomplete.Group key={group.name} items={group.items}>
                    <Autocomplete.GroupLabel className="group">{group.name}</Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(entry: PaletteEntry) => (
                        <Autocomplete.Item
                          key={entry.href + entry.label}
                          value={entry}
                          className="entry"
                          onClick={() => follow(entry)}
                        >
                          <span>{entry.label}</span>
                          {entry.detail ? <span className="end">{entry.detail}</span> : null}
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </div>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
