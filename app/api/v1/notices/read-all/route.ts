import { route } from "@/lib/http/route";
import { readAllNotices } from "@/lib/usecases/notice/read-all";

export const POST = route("readAllNotices", readAllNotices);
