import { route } from "@/lib/http/route";
import { revokeDelegation } from "@/lib/usecases/delegation/revoke";

export const POST = route("revokeDelegation", revokeDelegation);
