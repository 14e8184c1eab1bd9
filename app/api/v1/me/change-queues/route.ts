import { route } from "@/lib/http/route";
import { keepChangeQueue } from "@/lib/usecases/change-queue/keep";
import { listChangeQueues } from "@/lib/usecases/change-queue/list";

export const GET = route("listChangeQueues", listChangeQueues);
export const POST = route("keepChangeQueue", keepChangeQueue);
