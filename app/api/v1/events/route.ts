import { eventStream } from "@/lib/http/events";

export const dynamic = "force-dynamic";
export const GET = eventStream;
