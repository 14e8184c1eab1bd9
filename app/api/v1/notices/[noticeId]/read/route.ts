import { route } from "@/lib/http/route";
import { readNotice } from "@/lib/usecases/notice/read";

export const POST = route("readNotice", readNotice);
