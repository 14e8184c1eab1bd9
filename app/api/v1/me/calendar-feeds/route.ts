import { route } from "@/lib/http/route";
import { createCalendarFeed, listCalendarFeeds } from "@/lib/usecases/calendar/feeds";

export const GET = route("listCalendarFeeds", listCalendarFeeds);
export const POST = route("createCalendarFeed", createCalendarFeed);
