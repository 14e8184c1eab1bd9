import { route } from "@/lib/http/route";
import { withdrawWaiver } from "@/lib/usecases/waiver/withdraw";

export const POST = route("withdrawWaiver", withdrawWaiver);
