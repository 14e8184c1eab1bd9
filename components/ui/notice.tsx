import type { ReactNode } from "react";
import { Glyph } from "@/components/ui/glyph";

type NoticeProps = {
  tone: "good" | "warn" | "bad" | "wait";
  children: ReactNode;
  action?: ReactNode;
  live?: boolean;
};

/** A sentence that stands apart; `live` announces it when it appears. */
export function Notice({ tone, children, action, live = false }: NoticeProps) {
  const className = tone === "warn" || tone === "bad" ? `notice ${tone}` : "notice";
  return (
    <div className={className} role={live ? "status" : undefined}>
      <Glyph tone={tone} />
      <div>{children}</div>
      {action}
    </div>
  );
}
