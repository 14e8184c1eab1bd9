import { route } from "@/lib/http/route";
import { listHolds } from "@/lib/usecases/hold/list";
import { placeHold } from "@/lib/usecases/hold/place";

export const GET = route("listHolds", listHolds);
export const POST = route("placeHold", placeHold);
