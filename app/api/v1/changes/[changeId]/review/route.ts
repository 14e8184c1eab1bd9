import { route } from "@/lib/http/route";
import { reviewChange } from "@/lib/usecases/change/review";

export const POST = route("reviewChange", reviewChange);
