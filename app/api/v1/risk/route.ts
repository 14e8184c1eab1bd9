import { route } from "@/lib/http/route";
import { getRiskCalibration } from "@/lib/usecases/risk/calibration";

export const GET = route("getRiskCalibration", getRiskCalibration);
