import type { z } from "zod";

export type ApiOperation = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: `/api/v1/${string}`;
  /** One line for people who read the documentation. */
  summary: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  response: z.ZodType;
  /** 200 unless something was created. */
  status?: 200 | 201;
  /** The answer is text of this media type instead of JSON, and whoever has the address may read it. */
  text?: "text/calendar";
  /** The largest body in KiB where it is more than usual. */
  bodyKib?: number;
  /** Server-sent events instead of one JSON answer; `response` is then one event's data. */
  stream?: true;
};
