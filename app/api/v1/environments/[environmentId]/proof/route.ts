import { route } from "@/lib/http/route";
import { getProof } from "@/lib/usecases/recovery-policy/board";

export const GET = route("getProof", getProof);
