import { route } from "@/lib/http/route";
import { setNoticeMail } from "@/lib/usecases/notice/set-mail";

export const POST = route("setNoticeMail", setNoticeMail);
