import { route } from "@/lib/http/route";
import { closeChange } from "@/lib/usecases/change/close";

export const POST = route("closeChange", closeChange);
