import { route } from "@/lib/http/route";
import { countLoss } from "@/lib/usecases/restore/loss";

export const GET = route("countLoss", countLoss);
