import { route } from "@/lib/http/route";
import { editCalendarEvent } from "@/lib/usecases/calendar/edit";
import { getCalendarEvent } from "@/lib/usecases/calendar/get";

export const GET = route("getCalendarEvent", getCalendarEvent);
export const PATCH = route("editCalendarEvent", editCalendarEvent);
