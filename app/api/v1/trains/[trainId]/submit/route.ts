import { route } from "@/lib/http/route";
import { submitTrain } from "@/lib/usecases/train/submit";

export const POST = route("submitTrain", submitTrain);
