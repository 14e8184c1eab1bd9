"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { Brand } from "@/components/patterns/brand";
import { NavigationList } from "@/components/patterns/navigation";
import { UserMenu } from "@/components/patterns/user-menu";
import type { NavigationCounts } from "@/lib/contracts/api/resources/overview";

/** The navigation on a phone. */
export function Drawer({ counts, onClose }: { counts: NavigationCounts | null; onClose: () => void }) {
  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className="drawer" aria-label="Menu">
          <div className="drawer-head">
            <Brand />
            <Base.Close className="btn quiet">Close</Base.Close>
          </div>
          <nav aria-label="Main">
            <NavigationList counts={counts} onFollow={onClose} />
          </nav>
          <UserMenu />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
