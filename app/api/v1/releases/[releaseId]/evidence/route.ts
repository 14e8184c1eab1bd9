import { route } from "@/lib/http/route";
import { attachEvidence } from "@/lib/usecases/evidence/attach";
import { getReleaseEvidence } from "@/lib/usecases/evidence/get";

export const GET = route("getReleaseEvidence", getReleaseEvidence);
export const POST = route("attachEvidence", attachEvidence);
