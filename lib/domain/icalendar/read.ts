import { err, type Result } from "../shared/result";

/** Why a file or a part of it cannot be read; the line of the file where one can be named, from 1. */
export type Fault = { line: number | null; reason: string };
/** What was read from a file, or the first fault. */
export type Read<Value> = Result<Value, Fault>;

export const fault = (line: number | null, reason: string) => err({ line, reason });

/** "Line 12: …", as people are told. */
export const faultSentence = ({ line, reason }: Fault): string =>
  line === null ? reason : `Line ${line}: ${reason}`;
