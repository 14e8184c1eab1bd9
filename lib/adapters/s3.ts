import "server-only";
import { Agent, request } from "undici";
import type { StoreAnswer, StorePlace, StoreProbe } from "@/lib/ports/store";
import { ForbiddenAddress, guardedLookup, isForbiddenHost } from "./address";
import { limited } from "./limit";
import { type S3Access, signedHeaders } from "./s3-signature";

const LIMIT_MS = 10_000;
/** Of an answer no more is read: what is looked for stands at its beginning. */
const MOST_BYTES = 64_000;
const USUAL_REGION = "us-east-1";

type Said = { status: number; body: string; region: string | undefined };
type Bucket = { url: URL; bucket: string; prefix: string; access: S3Access };

const NOT_REACHED: StoreAnswer = {
  answers: false,
  sentence: "A path is reached from the cluster's nodes only: the first backup looks whether it is there.",
  immutability: "",
};

/** Asks object storages by the S3 API, with two reads: whether the key may list, and whether objects are locked. */
export function createStoreProbe(): StoreProbe {
  const agent = new Agent({ connect: { lookup: guardedLookup, timeout: LIMIT_MS } });
  return {
    async ask(place, signal) {
      const bucket = bucketOf(place);
      if (bucket === null) return NOT_REACHED;
      const limit = limited(signal, LIMIT_MS);
      try {
        return await askBucket(agent, bucket, limit.signal);
      } catch (error) {
        const late = limit.expired() ? `nothing within ${LIMIT_MS / 1000} s` : causeOf(error);
        return notAnswered(`${bucket.url.host} does not answer: ${late}. Check address and network.`);
      } finally {
        limit.release();
      }
    },
  };
}

function bucketOf({ repository, access }: StorePlace): Bucket | null {
  const address = /^s3:(https?:\/\/.+)$/.exec(repository)?.[1];
  if (address === undefined || access === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  const [bucket = "", ...prefix] = url.pathname.split("/").filter((part) => part !== "");
  return { url, bucket, prefix: prefix.join("/"), access };
}

async function askBucket(agent: Agent, bucket: Bucket, signal: AbortSignal): Promise<StoreAnswer> {
  if (isForbiddenHost(bucket.url.hostname))
    return notAnswered(`${bucket.url.hostname} is an address that is never called.`);
  if (bucket.bucket === "") return notAnswered("The place names no bucket: s3:https://host/bucket/prefix.");
  const parameters = { "list-type": "2", "max-keys": "1", prefix: bucket.prefix };
  let region = regionOfHost(bucket.url.hostname);
  let said = await ask(agent, bucket, { parameters, region, signal });
  if (said.region !== undefined && said.region !== region && said.status !== 200) {
    region = said.region;
    said = await ask(agent, bucket, { parameters, region, signal });
  }
  if (said.status !== 200) return notAnswered(refusalOf(said, bucket));
  const lock = await ask(agent, bucket, { parameters: { "object-lock": "" }, region, signal });
  return {
    answers: true,
    sentence: `${bucket.url.host} answers, and the key may list ${bucket.bucket}.`,
    immutability: immutabilityOf(lock),
  };
}

async function ask(
  agent: Agent,
  { url, bucket, access }: Bucket,
  wanted: { parameters: Record<string, string>; region: string; signal: AbortSignal },
): Promise<Said> {
  const asked = new URL(`/${encodeURIComponent(bucket)}`, url);
  for (const [name, value] of Object.entries(wanted.parameters)) asked.searchParams.set(name, value);
  const headers = signedHeaders(asked, access, { region: wanted.region, now: new Date() });
  const {
    statusCode,
    body,
    headers: answered,
  } = await request(asked, {
    ...{ method: "GET", headers, dispatcher: agent, signal: wanted.signal },
  });
  let text = "";
  for await (const chunk of body) {
    text += String(chunk);
    if (text.length > MOST_BYTES) break;
  }
  const named = answered["x-amz-bucket-region"];
  const region = typeof named === "string" ? named : tag(text, "Region");
  return { status: statusCode, body: text, region };
}

const tag = (body: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]{1,100})</${name}>`).exec(body)?.[1];

const regionOfHost = (host: string): string =>
  /(?:^|\.)s3[.-]([a-z]{2}-[a-z]+-\d)\.amazonaws\.com$/.exec(host)?.[1] ?? USUAL_REGION;

function refusalOf({ status, body }: Said, { url, bucket }: Bucket): string {
  const code = tag(body, "Code") ?? "";
  if (code === "NoSuchBucket" || (status === 404 && code === ""))
    return `${url.host} knows no bucket ${bucket}. Create it, or mend the place.`;
  if (code === "InvalidAccessKeyId") return `${url.host} does not know this access key.`;
  if (code === "SignatureDoesNotMatch")
    return `${url.host} says that the secret does not belong to the access key.`;
  if (code === "RequestTimeTooSkewed") return `The clocks of ${url.host} and of Holdfast are too far apart.`;
  if (status === 401 || status === 403)
    return `${url.host} refuses this key the bucket ${bucket}: it needs to list, read, write and delete there.`;
  return `${url.host} answered ${status}${code === "" ? "" : ` (${code})`}: that is no object storage Holdfast understands.`;
}

/** What the storage says about objects that cannot be deleted. */
function immutabilityOf({ status, body }: Said): string {
  const mode = tag(body, "Mode");
  const days = tag(body, "Days");
  const years = tag(body, "Years");
  if (status === 200 && mode !== undefined) {
    const time = years === undefined ? `${days ?? "some"} days` : `${years} years`;
    return `Objects are locked for ${time} (${mode.toLowerCase()} mode): nobody deletes them sooner, and what is forgotten sooner takes room until then.`;
  }
  if (status === 200 && tag(body, "ObjectLockEnabled") === "Enabled")
    return "Object lock is on, but no time is set for new objects: whoever has the key can delete them.";
  if (status === 404) return "Objects are not locked: whoever has the key can delete them.";
  return "The storage does not say whether objects are locked.";
}

const notAnswered = (sentence: string): StoreAnswer => ({ answers: false, sentence, immutability: "" });

function causeOf(error: unknown): string {
  if (error instanceof ForbiddenAddress) return error.message;
  const known = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = typeof known === "object" && known !== null && "code" in known ? String(known.code) : "";
  if (code === "ECONNREFUSED") return "the connection was refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "its name is not known";
  if (known instanceof ForbiddenAddress) return known.message;
  return known instanceof Error ? known.message.slice(0, 200) : "no cause known";
}
