import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, page } from "../resources/common";
import * as scratch from "../resources/scratch";

const environment = z.object({ environmentId: Id });
const one = z.object({ scratchId: Id });
const tag = "Scratch copies";

export const scratchOperations = {
  getScratchOptions: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/scratch",
    tag,
    summary: "What is asked before a scratch copy of an environment is made, and which stand.",
    params: environment,
    response: scratch.ScratchOptions,
  },
  makeScratch: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/scratch",
    tag,
    summary:
      "Bring an environment's data of an earlier moment to life in a place of their own, made harmless, for some hours.",
    params: environment,
    body: scratch.MakeScratch,
    response: scratch.Scratch,
    status: 201,
  },
  listScratch: {
    method: "GET",
    path: "/api/v1/scratch-copies",
    tag,
    summary: "Scratch copies, newest first.",
    query: scratch.ScratchQuery,
    response: page(scratch.ScratchBrief),
  },
  getScratch: {
    method: "GET",
    path: "/api/v1/scratch-copies/{scratchId}",
    tag,
    summary: "One scratch copy: whose data of when, where it answers, until when, and its reconciliation.",
    params: one,
    response: scratch.Scratch,
  },
  keepScratch: {
    method: "POST",
    path: "/api/v1/scratch-copies/{scratchId}/keep",
    tag,
    summary: "Say until when a scratch copy stands, counted from now.",
    params: one,
    body: scratch.KeepScratch,
    response: scratch.Scratch,
  },
  removeScratch: {
    method: "POST",
    path: "/api/v1/scratch-copies/{scratchId}/remove",
    tag,
    summary: "Remove a scratch copy now, or try once more to remove what is left of one.",
    params: one,
    body: scratch.RemoveScratch,
    response: scratch.Scratch,
  },
} as const satisfies Record<string, ApiOperation>;
