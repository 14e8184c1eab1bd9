/** Names by the offset they stand for; offsets as English writes them. */
type Names = Readonly<Record<string, string>>;

const EASTERN: Names = { "GMT-5": "EST", "GMT-4": "EDT" };
const CENTRAL: Names = { "GMT-6": "CST", "GMT-5": "CDT" };
const MOUNTAIN: Names = { "GMT-7": "MST", "GMT-6": "MDT" };
const PACIFIC: Names = { "GMT-8": "PST", "GMT-7": "PDT" };
const AUSTRALIAN: Names = { "GMT+10": "AEST", "GMT+11": "AEDT" };

/** Zones that British English, which our times are written in, knows by their offset only. */
const ZONES: Readonly<Record<string, Names>> = {
  "America/Toronto": EASTERN,
  "America/New_York": EASTERN,
  "America/Detroit": EASTERN,
  "America/Montreal": EASTERN,
  "America/Chicago": CENTRAL,
  "America/Winnipeg": CENTRAL,
  "America/Mexico_City": CENTRAL,
  "America/Denver": MOUNTAIN,
  "America/Edmonton": MOUNTAIN,
  "America/Phoenix": MOUNTAIN,
  "America/Los_Angeles": PACIFIC,
  "America/Vancouver": PACIFIC,
  "America/Halifax": { "GMT-4": "AST", "GMT-3": "ADT" },
  "America/Sao_Paulo": { "GMT-3": "BRT" },
  "Asia/Tokyo": { "GMT+9": "JST" },
  "Asia/Seoul": { "GMT+9": "KST" },
  "Asia/Shanghai": { "GMT+8": "CST" },
  "Asia/Hong_Kong": { "GMT+8": "HKT" },
  "Asia/Singapore": { "GMT+8": "SGT" },
  "Asia/Kolkata": { "GMT+5:30": "IST" },
  "Africa/Johannesburg": { "GMT+2": "SAST" },
  "Australia/Sydney": AUSTRALIAN,
  "Australia/Melbourne": AUSTRALIAN,
  "Australia/Brisbane": AUSTRALIAN,
  "Pacific/Auckland": { "GMT+12": "NZST", "GMT+13": "NZDT" },
};

/** What people there call their time, such as "EST" for "GMT-5" in Toronto; the offset where no name is known. */
export const zoneName = (zone: string, offset: string): string =>
  Object.hasOwn(ZONES, zone) ? (ZONES[zone]?.[offset] ?? offset) : offset;
