/** What a visitor is told while the door is closed. */
export type MaintenanceText = {
  environmentName: string;
  /** When it usually opens again; null when nobody knows yet. */
  expectedBy: Date | null;
  /** IANA name: whose clock the time is shown by. */
  timeZone: string;
  /** What to name when asking: the short id people at Holdfast find it by. */
  reference: string;
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** "14:35 (Europe/Berlin)". */
function spokenTime(at: Date, timeZone: string): string {
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(at);
  return `${clock} (${timeZone})`;
}

/** The whole page in one file: no script, nothing loaded from elsewhere, readable in the dark. */
export function maintenancePage(text: MaintenanceText): string {
  const until =
    text.expectedBy === null
      ? "It opens again as soon as the update has been checked."
      : `It is expected back by <strong>${escaped(spokenTime(text.expectedBy, text.timeZone))}</strong>.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="30">
<title>${escaped(text.environmentName)}: maintenance</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { max-width: 34rem; padding: 2rem 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
p { margin: 0 0 .75rem; }
.small { font-size: .875rem; opacity: .75; }
</style>
</head>
<body>
<main>
<h1>${escaped(text.environmentName)} is being updated</h1>
<p>A new release is being installed. Nobody can sign in meanwhile; what was saved before is kept.</p>
<p>${until}</p>
<p class="small">This page looks again every 30 seconds. If it takes longer, ask your IT support and name ${escaped(text.reference)}.</p>
</main>
</body>
</html>
`;
}
