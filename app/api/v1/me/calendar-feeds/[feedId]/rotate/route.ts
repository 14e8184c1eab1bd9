import { route } from "@/lib/http/route";
import { rotateCalendarFeed } from "@/lib/usecases/calendar/feeds";

export const POST = route("rotateCalendarFeed", rotateCalendarFeed);
