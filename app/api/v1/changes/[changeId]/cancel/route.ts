import { route } from "@/lib/http/route";
import { cancelChange } from "@/lib/usecases/change/cancel";

export const POST = route("cancelChange", cancelChange);
