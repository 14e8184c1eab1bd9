import { route } from "@/lib/http/route";
import { getCalendarPlaces } from "@/lib/usecases/calendar/places";

export const GET = route("getCalendarPlaces", getCalendarPlaces);
