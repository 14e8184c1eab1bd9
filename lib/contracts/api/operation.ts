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
  /** Server-sent events instead of one JSON answer; `response` is then one event's data. */
  stream?: true;
};
