import { route } from "@/lib/http/route";
import { revokeCalendarFeed } from "@/lib/usecases/calendar/feeds";

export const POST = route("revokeCalendarFeed", revokeCalendarFeed);
