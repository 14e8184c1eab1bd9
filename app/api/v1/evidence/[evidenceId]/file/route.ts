import { route } from "@/lib/http/route";
import { getEvidenceFile } from "@/lib/usecases/evidence/get-file";

export const GET = route("getEvidenceFile", getEvidenceFile);
