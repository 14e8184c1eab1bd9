import { route } from "@/lib/http/route";
import { getCalendar } from "@/lib/usecases/calendar/range";

export const GET = route("getCalendar", getCalendar);
