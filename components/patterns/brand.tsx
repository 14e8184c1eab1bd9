/** The mark and the name. */
export function Brand() {
  return (
    <>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        <path d="M3 2v14M15 2v14M3 9h12" fill="none" stroke="var(--text)" strokeWidth="2.5" />
        <path d="M9 9v4.2" fill="none" stroke="var(--accent)" strokeWidth="2.5" />
      </svg>
      Holdfast
    </>
  );
}
