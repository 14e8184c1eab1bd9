import { z } from "zod";
import { addressOf } from "@/lib/domain/integration/address";

const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, "A name has 253 characters at most.")
  .refine(
    (host) => /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(host) || addressOf(host)?.bits === 128,
    "Write a name or an address, such as mes.plant.example, 10.20.1.7 or fd00:20::7.",
  );
const Port = z.int("Give a port.").min(1, "A port is 1 to 65535.").max(65_535, "A port is 1 to 65535.");
const Count = z.number("Give a number.").min(0).max(1_000_000_000);

const common = {
  timeoutMs: z
    .int("Give a number of seconds.")
    .min(500, "Give at least 0.5 s.")
    .max(15_000, "Give at most 15 s.")
    .default(5_000),
  slowMs: z.int("Give a whole number of milliseconds.").min(1).max(15_000).nullable().default(null),
};

const inOrder = ({ warnAt, badAt }: { warnAt: number; badAt: number }): boolean => warnAt <= badAt;
const DISORDER = { message: "What warns has to come before what is bad.", path: ["warnAt"] };

/** A number in a JSON answer, and from when on it is too high. */
const AnswerValue = z
  .object({
    pointer: z
      .string()
      .max(200)
      .regex(/^(\/([^~/]|~[01])*)*$/, "Write a JSON pointer, such as /queue/depth."),
    warnAt: Count,
    badAt: Count,
  })
  .refine(inOrder, DISORDER)
  .nullable()
  .default(null);

const Url = z
  .url({ protocol: /^https?$/, error: "Write an address that begins with https:// or http://." })
  .max(500)
  .refine((text) => {
    const { username, password } = new URL(text);
    return username === "" && password === "";
  }, "Leave name and password out of the address: give them as the secret.");

export const ConnectorCheck = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("http"),
    url: Url,
    /** Header that carries the secret. */
    header: z
      .string()
      .toLowerCase()
      .regex(/^(authorization|x-[a-z0-9-]{1,60}|api-key|apikey)$/, "Use authorization, api-key or x-….")
      .nullable()
      .default(null),
    value: AnswerValue,
    ...common,
  }),
  z.object({
    ...{ kind: z.literal("tcp"), host: Host, port: Port },
    /** What the other side says first, such as SSH-2.0; empty when a connection is enough. */
    greeting: z
      .string()
      .max(60)
      .regex(/^[\x20-\x7e]*$/, "Use letters a keyboard has.")
      .default(""),
    ...common,
  }),
  z.object({
    kind: z.literal("sftp"),
    host: Host,
    port: Port.default(22),
    user: z.string().trim().min(1, "Say who signs in.").max(80),
    path: z.string().trim().min(1, "Say which directory is listed.").max(300),
    /** As ssh-keygen -lf prints it. */
    fingerprint: z
      .string()
      .trim()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, "Write the host key's fingerprint: SHA256: and 43 characters."),
    ...common,
  }),
  z.object({
    kind: z.literal("service"),
    service: z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "Write the name of a Service."),
    port: Port,
    path: z
      .string()
      .max(200)
      .regex(/^\/[A-Za-z0-9/._~-]*$/, "Begin with a slash; letters, digits and / . _ ~ - only.")
      .default("/"),
    value: AnswerValue,
    ...common,
  }),
  z
    .object({
      kind: z.literal("queue"),
      channel: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,80}$/, "Write the name of a channel, such as root.edi.")
        .nullable()
        .default(null),
      warnAt: Count,
      badAt: Count,
      ...common,
    })
    .refine(inOrder, DISORDER),
]);
export type ConnectorCheck = z.infer<typeof ConnectorCheck>;
