/** A sign-in page; it names the company and the release so that a person sees what runs. */
export function loginPage(options: { company: string; release: string }): string {
  const company = escapeHtml(options.company);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${company} | Log in</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh; background: #f4f4f6; color: #222; }
main { background: #fff; padding: 2rem; width: min(20rem, 80vw); border-radius: 6px; box-shadow: 0 1px 4px #0002; }
h1 { font-size: 1.25rem; margin: 0 0 1rem; } label { display: block; margin: .75rem 0 .25rem; }
input { width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; } button { margin-top: 1rem; padding: .5rem 1rem; font: inherit; }
footer { margin-top: 1.5rem; font-size: .8rem; color: #666; }
</style></head>
<body><main><h1>${company}</h1>
<form class="oe_login_form" method="post" action="/web/login">
<label for="login">Email</label><input id="login" name="login" autocomplete="username">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password">
<button type="submit" disabled>Log in</button></form>
<footer>Stand-in ERP ${escapeHtml(options.release)}. People do not sign in here; the external API is served.</footer>
</main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
