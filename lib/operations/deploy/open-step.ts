import "server-only";
import { done } from "@/lib/engine/step";
import { doorIsOpen, openDoor } from "./door";
import { type DeployStep, openSubject, previousManifest, wantedManifest } from "./effects";

const opened = (release: string) => done(`The door is open on ${release}, and scheduled work runs.`);

/** After the business checks behind the closed door: visitors and scheduled work come back. */
export const open: DeployStep = {
  name: "open",
  touches: true,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const manifest = await wantedManifest(effects, ctx);
    const is = await doorIsOpen(cluster, subject, manifest, ctx.signal);
    return is ? opened(subject.release.name) : null;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    await openDoor(effects, cluster, subject, await wantedManifest(effects, ctx), ctx);
    return opened(subject.release.name);
  },
};

/** The same on the release that ran before, once it has passed its checks. */
export const restoreOpen: DeployStep = {
  name: "restore_open",
  touches: false,
  async isDone(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    const is = await doorIsOpen(cluster, subject, before, ctx.signal);
    return is ? opened(before.release.name) : null;
  },
  async perform(effects, ctx) {
    const { subject, cluster } = await openSubject(effects, ctx);
    const before = await previousManifest(effects, subject);
    await openDoor(effects, cluster, subject, before, ctx);
    return opened(before.release.name);
  },
};
