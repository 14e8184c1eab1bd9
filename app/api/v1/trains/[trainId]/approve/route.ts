import { route } from "@/lib/http/route";
import { approveTrain } from "@/lib/usecases/train/approve";

export const POST = route("approveTrain", approveTrain);
