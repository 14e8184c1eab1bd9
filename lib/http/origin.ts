import "server-only";
import { Problem } from "@/lib/domain/shared/problem";

/**
 * Cookies travel with requests that other sites make; a write therefore has to come from our own pages, or from a
 * client that is no browser (which sends neither header).
 */
export function assertSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") throw crossSite();
  const origin = request.headers.get("origin");
  if (origin === null) return;
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw crossSite();
}

const crossSite = () => new Problem("forbidden", "Writes are accepted from Holdfast's own pages only.");
