import { route } from "@/lib/http/route";
import { cancelTrain } from "@/lib/usecases/train/cancel";

export const POST = route("cancelTrain", cancelTrain);
