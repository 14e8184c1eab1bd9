import { route } from "@/lib/http/route";
import { haltTrain } from "@/lib/usecases/train/halt";

export const POST = route("haltTrain", haltTrain);
