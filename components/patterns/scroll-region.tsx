import type { ReactNode, Ref, UIEventHandler } from "react";

type ScrollRegionProps = {
  /** What a reader of the screen is told it is. */
  label: string;
  className: string;
  ref?: Ref<HTMLElement>;
  onScroll?: UIEventHandler<HTMLElement>;
  children: ReactNode;
};

/** Content that scrolls by itself: named, and reachable by keys. */
export function ScrollRegion({ label, className, ref, onScroll, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
    <section className={className} aria-label={label} tabIndex={0} ref={ref} onScroll={onScroll}>
      {children}
    </section>
  );
}
