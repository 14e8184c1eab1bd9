import { logStream } from "@/lib/http/log-stream";

export const dynamic = "force-dynamic";
export const GET = logStream;
