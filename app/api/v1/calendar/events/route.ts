import { route } from "@/lib/http/route";
import { addCalendarEvent } from "@/lib/usecases/calendar/add";
import { listCalendarEvents } from "@/lib/usecases/calendar/get";

export const GET = route("listCalendarEvents", listCalendarEvents);
export const POST = route("addCalendarEvent", addCalendarEvent);
