const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.5 } as const;

/** The seven marks, drawn once per document; `Glyph` refers to them. */
export function GlyphSymbols() {
  return (
    <svg width="0" height="0" style={{ position: "absolute" }} aria-hidden="true" focusable="false">
      <symbol id="s-good" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="6.75" {...line} />
        <path d="M5.2 8.2l2 2 3.7-4" strokeLinecap="round" strokeLinejoin="round" {...line} />
      </symbol>
      <symbol id="s-warn" viewBox="0 0 16 16">
        <path
          d="M8 1.2c.5 0 .9.25 1.13.68l5.7 10.6c.5.95-.16 2.02-1.13 2.02H2.3c-.97 0-1.63-1.07-1.13-2.02l5.7-10.6C7.1 1.45 7.5 1.2 8 1.2z"
          fill="currentColor"
        />
        <path
          d="M8 5.6v3.6M8 11.7v.01"
          fill="none"
          stroke="var(--on-warn)"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </symbol>
      <symbol id="s-bad" viewBox="0 0 16 16">
        <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
        <path
          d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"
          fill="none"
          stroke="var(--knock)"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </symbol>
      <symbol id="s-idle" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="6.75" strokeDasharray="2.6 2.1" {...line} />
        <path
          d="M6.3 6.4C6.5 5.4 7.2 5 8 5c1 0 1.7.6 1.7 1.5C9.7 7.7 8 7.8 8 9.1M8 11.1v.01"
          strokeLinecap="round"
          {...line}
        />
      </symbol>
      <symbol id="s-park" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="6.75" {...line} />
        <path d="M6.4 5.8v4.4M9.6 5.8v4.4" strokeLinecap="round" {...line} />
      </symbol>
      <symbol id="s-run" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="6.75" opacity=".35" {...line} />
        <path d="M8 1.25A6.75 6.75 0 1 1 2.2 11.4" {...line} />
        <circle cx="8" cy="8" r="2.4" fill="currentColor" />
      </symbol>
      <symbol id="s-wait" viewBox="0 0 16 16">
        <circle cx="8" cy="8" r="6.75" {...line} />
      </symbol>
    </svg>
  );
}
