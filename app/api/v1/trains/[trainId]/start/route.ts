import { route } from "@/lib/http/route";
import { startTrain } from "@/lib/usecases/train/start";

export const POST = route("startTrain", startTrain);
