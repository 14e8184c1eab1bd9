import { route } from "@/lib/http/route";
import { resumeTrain } from "@/lib/usecases/train/resume";

export const POST = route("resumeTrain", resumeTrain);
