import { route } from "@/lib/http/route";
import { draftTrain } from "@/lib/usecases/train/draft";
import { listTrains } from "@/lib/usecases/train/list";

export const GET = route("listTrains", listTrains);
export const POST = route("draftTrain", draftTrain);
