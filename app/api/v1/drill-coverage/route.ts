import { route } from "@/lib/http/route";
import { getDrillCoverage } from "@/lib/usecases/drill/coverage";

export const GET = route("getDrillCoverage", getDrillCoverage);
