import { route } from "@/lib/http/route";
import { giveDelegation } from "@/lib/usecases/delegation/give";
import { listMyDelegations } from "@/lib/usecases/delegation/list";

export const GET = route("listMyDelegations", listMyDelegations);
export const POST = route("giveDelegation", giveDelegation);
