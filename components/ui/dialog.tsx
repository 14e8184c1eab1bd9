"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  footer: ReactNode;
};

/** A modal question. Escape and the backdrop close it; focus returns to where it came from. */
export function Dialog({ open, onClose, title, description, children, footer }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className="dialog">
          <header>
            <Base.Title>{title}</Base.Title>
            {description ? <Base.Description className="t2">{description}</Base.Description> : null}
          </header>
          <div className="body">{children}</div>
          <footer>{footer}</footer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
