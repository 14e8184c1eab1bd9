import { route } from "@/lib/http/route";
import { editTrain } from "@/lib/usecases/train/edit";
import { getTrain } from "@/lib/usecases/train/get";

export const GET = route("getTrain", getTrain);
export const PATCH = route("editTrain", editTrain);
