import Link from "next/link";
import type { ReactNode } from "react";
import { LiveIndicator } from "@/components/patterns/live-indicator";
import { Kbd } from "@/components/ui/kbd";

type PageProps = {
  /** Where this page hangs, outermost first. */
  trail?: readonly { label: string; href: string }[];
  here: string;
  right?: ReactNode;
  children: ReactNode;
};

/** The inside of every console page: crumbs with the live state, content, the keys. */
export function Page({ trail = [], here, right, children }: PageProps) {
  return (
    <div className="page-in">
      <div className="crumbs">
        <nav aria-label="Where you are">
          <ol>
            {trail.map((crumb) => (
              <li key={crumb.href}>
                <Link href={crumb.href}>{crumb.label}</Link>
                <span aria-hidden="true">/</span>
              </li>
            ))}
            <li>
              <span className="here" aria-current="page">
                {here}
              </span>
            </li>
          </ol>
        </nav>
        <span className="right small">
          {right ? <span className="hide">{right}</span> : null}
          <LiveIndicator />
        </span>
      </div>
      {children}
      <div className="pagefoot">
        <span>
          <Kbd>?</Kbd> all keys
        </span>
        <span>
          <Kbd>g</Kbd> <Kbd>o</Kbd> overview
        </span>
        <span>
          <Kbd>j</Kbd> <Kbd>k</Kbd> move
        </span>
        <span>
          <Kbd>Enter</Kbd> open
        </span>
      </div>
    </div>
  );
}
