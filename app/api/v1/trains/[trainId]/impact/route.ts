import { route } from "@/lib/http/route";
import { getTrainImpact } from "@/lib/usecases/train/impact";

export const GET = route("getTrainImpact", getTrainImpact);
