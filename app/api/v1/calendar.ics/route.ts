import { textRoute } from "@/lib/http/text-route";
import { readCalendarFeed } from "@/lib/usecases/calendar/read-feed";

export const GET = textRoute("readCalendarFeed", readCalendarFeed);
