import { route } from "@/lib/http/route";
import { approveChange } from "@/lib/usecases/change/approve";

export const POST = route("approveChange", approveChange);
