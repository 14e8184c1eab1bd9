import { route } from "@/lib/http/route";
import { dropChangeQueue } from "@/lib/usecases/change-queue/drop";

export const DELETE = route("dropChangeQueue", dropChangeQueue);
