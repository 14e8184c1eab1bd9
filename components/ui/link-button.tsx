import Link from "next/link";
import type { ReactNode } from "react";
import { Kbd } from "@/components/ui/kbd";

type LinkButtonProps = {
  href: string;
  variant?: "plain" | "primary" | "danger" | "quiet";
  keyHint?: string;
  children: ReactNode;
};

/** A link that looks like a button, for going somewhere (not for doing something). */
export function LinkButton({ href, variant = "plain", keyHint, children }: LinkButtonProps) {
  return (
    <Link className={variant === "plain" ? "btn" : `btn ${variant}`} href={href} data-key={keyHint}>
      <span>{children}</span>
      {keyHint ? <Kbd>{keyHint}</Kbd> : null}
    </Link>
  );
}
