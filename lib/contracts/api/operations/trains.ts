import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as train from "../resources/train";

const params = z.object({ trainId: Id });
const tag = "Trains";

export const trainOperations = {
  listTrains: {
    method: "GET",
    path: "/api/v1/trains",
    tag,
    summary: "Release trains, last moved first.",
    query: PageQuery.extend({
      waiting: z.enum(["me", "decision", "start", "running", "halted", "ended"]).optional(),
      search: z.string().max(100).optional(),
    }),
    response: page(train.TrainBrief),
  },
  draftTrain: {
    method: "POST",
    path: "/api/v1/trains",
    tag,
    summary: "Draft a train: one release over many environments, in rings with a bake time and a halt rule.",
    body: train.DraftTrain,
    response: train.Train,
    status: 201,
  },
  getTrain: {
    method: "GET",
    path: "/api/v1/trains/{trainId}",
    tag,
    summary: "One train: its rings, where each environment stands, and which release runs there.",
    params,
    response: train.Train,
  },
  editTrain: {
    method: "PATCH",
    path: "/api/v1/trains/{trainId}",
    tag,
    summary: "Edit a draft.",
    params,
    body: train.EditTrain,
    response: train.Train,
  },
  getTrainImpact: {
    method: "GET",
    path: "/api/v1/trains/{trainId}/impact",
    tag,
    summary:
      "Whom it touches: tenants, sites, strategy, gates and conflicts of every environment, as of now.",
    params,
    response: train.TrainImpact,
  },
  submitTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/submit",
    tag,
    summary: "Ask for a decision: every environment gets its change.",
    params,
    body: train.MoveTrain,
    response: train.Train,
  },
  approveTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/approve",
    tag,
    summary: "Approve the train and with it the change of every environment; every gate must pass.",
    params,
    body: train.ApproveTrain,
    response: train.Train,
  },
  rejectTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/reject",
    tag,
    summary: "Reject the train and all of its changes, with a reason.",
    params,
    body: train.ReasonedTrainMove,
    response: train.Train,
  },
  startTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/start",
    tag,
    summary: "Start the first ring, having looked at the impact list.",
    params,
    body: train.StartTrain,
    response: train.Train,
  },
  haltTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/halt",
    tag,
    summary: "Halt: nothing more starts; what is under way runs to its own end.",
    params,
    body: train.ReasonedTrainMove,
    response: train.Train,
  },
  resumeTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/resume",
    tag,
    summary: "Go on with the cars that have not started; failed ones stay out.",
    params,
    body: train.ResumeTrain,
    response: train.Train,
  },
  stopTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/stop",
    tag,
    summary: "Stop for good: what has not started is cancelled, what has arrived stays.",
    params,
    body: train.ReasonedTrainMove,
    response: train.Train,
  },
  cancelTrain: {
    method: "POST",
    path: "/api/v1/trains/{trainId}/cancel",
    tag,
    summary: "Cancel before it starts, with a reason.",
    params,
    body: train.ReasonedTrainMove,
    response: train.Train,
  },
} as const satisfies Record<string, ApiOperation>;
