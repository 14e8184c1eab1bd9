import { route } from "@/lib/http/route";
import { listProofs } from "@/lib/usecases/recovery-policy/board";

export const GET = route("listProofs", listProofs);
