const WIDTHS = ["72%", "54%", "63%", "40%"] as const;

/** Holds the place of content that is on its way; nothing moves. */
export function LoadingState({ label }: { label: string }) {
  return (
    <div className="hold" role="status">
      <span className="sr">{label}</span>
      {WIDTHS.map((width) => (
        <i key={width} style={{ width }} aria-hidden="true" />
      ))}
    </div>
  );
}
