import { route } from "@/lib/http/route";
import { getOpening } from "@/lib/usecases/calendar/openings";

export const GET = route("getOpening", getOpening);
