import { route } from "@/lib/http/route";
import { stopTrain } from "@/lib/usecases/train/stop";

export const POST = route("stopTrain", stopTrain);
