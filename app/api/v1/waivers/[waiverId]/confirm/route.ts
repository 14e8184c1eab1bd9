import { route } from "@/lib/http/route";
import { confirmWaiver } from "@/lib/usecases/waiver/confirm";

export const POST = route("confirmWaiver", confirmWaiver);
