import { isZone } from "../calendar/wall-clock";

/** Names that Windows and Outlook write for the zones our customers live in. Source: Unicode CLDR, windowsZones. */
const WINDOWS: Readonly<Record<string, string>> = {
  "AUS Eastern Standard Time": "Australia/Sydney",
  "Arabian Standard Time": "Asia/Dubai",
  "Canada Central Standard Time": "America/Regina",
  "Central Europe Standard Time": "Europe/Budapest",
  "Central European Standard Time": "Europe/Warsaw",
  "Central Standard Time": "America/Chicago",
  "Central Standard Time (Mexico)": "America/Mexico_City",
  "China Standard Time": "Asia/Shanghai",
  "E. South America Standard Time": "America/Sao_Paulo",
  "Eastern Standard Time": "America/New_York",
  "FLE Standard Time": "Europe/Kyiv",
  "GMT Standard Time": "Europe/London",
  "GTB Standard Time": "Europe/Bucharest",
  "India Standard Time": "Asia/Kolkata",
  "Israel Standard Time": "Asia/Jerusalem",
  "Korea Standard Time": "Asia/Seoul",
  "Mountain Standard Time": "America/Denver",
  "New Zealand Standard Time": "Pacific/Auckland",
  "Pacific Standard Time": "America/Los_Angeles",
  "Romance Standard Time": "Europe/Paris",
  "Russian Standard Time": "Europe/Moscow",
  "SE Asia Standard Time": "Asia/Bangkok",
  "Singapore Standard Time": "Asia/Singapore",
  "South Africa Standard Time": "Africa/Johannesburg",
  "Tokyo Standard Time": "Asia/Tokyo",
  "Turkey Standard Time": "Europe/Istanbul",
  UTC: "UTC",
  "W. Europe Standard Time": "Europe/Berlin",
};

/** The IANA zone a TZID means: itself, behind a vendor's prefix, or what Windows calls it; null when nobody knows it. */
export function zoneOfTzid(tzid: string): string | null {
  const name = tzid.trim();
  if (Object.hasOwn(WINDOWS, name)) return WINDOWS[name] ?? null;
  if (isZone(name)) return name;
  // "/freeassociation.sourceforge.net/Europe/Berlin", as some clients write.
  const parts = name.split("/");
  const tails = [3, 2].map((count) => parts.slice(-count).join("/"));
  return tails.find((tail) => tail !== name && isZone(tail)) ?? null;
}
