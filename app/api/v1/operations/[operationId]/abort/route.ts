import { route } from "@/lib/http/route";
import { abortOperation } from "@/lib/usecases/operation/abort";

export const POST = route("abortOperation", abortOperation);
