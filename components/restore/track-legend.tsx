/** What the shapes of the track mean, in words. */
export function TrackLegend({ seconds }: { seconds: boolean }) {
  return (
    <ul className="restore-legend sub">
      <li>
        <span className="swatch proven" aria-hidden="true" /> restore-tested
      </li>
      <li>
        <span className="swatch" aria-hidden="true" /> not yet tested
      </li>
      <li>
        <span className="swatch damaged" aria-hidden="true" /> damaged
      </li>
      {seconds ? (
        <li>
          <span className="swatch seconds" aria-hidden="true" /> any second
        </li>
      ) : null}
    </ul>
  );
}
