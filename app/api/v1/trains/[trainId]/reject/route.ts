import { route } from "@/lib/http/route";
import { rejectTrain } from "@/lib/usecases/train/reject";

export const POST = route("rejectTrain", rejectTrain);
