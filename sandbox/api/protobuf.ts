import { ApiError, badRequest } from "@/sandbox/api/errors";
import type { Fields } from "@/sandbox/api/types";

export const protobufType = "application/vnd.kubernetes.protobuf";

type Field = { name: string; kind: "text" | "number" | "bytes" | "map" | "bytesMap" | Message; list?: true };
type Message = { [tag: number]: Field };

const text = (name: string): Field => ({ name, kind: "text" });
const message = (name: string, kind: Message): Field => ({ name, kind });

const metadata: Message = {
  1: text("name"),
  2: text("generateName"),
  3: text("namespace"),
  5: text("uid"),
  6: text("resourceVersion"),
  11: { name: "labels", kind: "map" },
  12: { name: "annotations", kind: "map" },
  14: { name: "finalizers", kind: "text", list: true },
};
const resourceAttributes: Message = {
  1: text("namespace"),
  2: text("verb"),
  3: text("group"),
  4: text("version"),
  5: text("resource"),
  6: text("subresource"),
  7: text("name"),
};
const accessReview: Message = {
  1: message("metadata", metadata),
  2: message("spec", {
    1: message("resourceAttributes", resourceAttributes),
    2: message("nonResourceAttributes", { 1: text("path"), 2: text("verb") }),
  }),
};

/** The few kinds kubectl sends as protobuf whatever it is told; field numbers from the API's generated.proto files. */
const kinds: Readonly<Record<string, Message>> = {
  SelfSubjectAccessReview: accessReview,
  SelfSubjectRulesReview: { 1: message("metadata", metadata), 2: message("spec", { 1: text("namespace") }) },
  SelfSubjectReview: { 1: message("metadata", metadata) },
  Namespace: { 1: message("metadata", metadata) },
  ServiceAccount: { 1: message("metadata", metadata) },
  ConfigMap: {
    1: message("metadata", metadata),
    2: { name: "data", kind: "map" },
    3: { name: "binaryData", kind: "bytesMap" },
  },
  Secret: { 1: message("metadata", metadata), 2: { name: "data", kind: "bytesMap" }, 3: text("type") },
  TokenRequest: {
    1: message("metadata", metadata),
    2: message("spec", {
      1: { name: "audiences", kind: "text", list: true },
      4: { name: "expirationSeconds", kind: "number" },
    }),
  },
};

const magic = Buffer.from([0x6b, 0x38, 0x73, 0]);
const envelope: Message = {
  1: message("typeMeta", { 1: text("apiVersion"), 2: text("kind") }),
  2: { name: "raw", kind: "bytes" },
};

class Reader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#position >= this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 63; factor *= 128) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw badRequest("the protobuf body ends within a number");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw badRequest("the protobuf body holds a number that is too long");
  }

  bytes(length: number): Buffer {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw badRequest("the protobuf body ends within a field");
    const part = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return part;
  }
}

function entry(bytes: Buffer, binary: boolean): [string, string] {
  const pair = decode(bytes, { 1: text("key"), 2: { name: "value", kind: "bytes" } });
  const value = pair["value"];
  const content = Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  return [String(pair["key"] ?? ""), content.toString(binary ? "base64" : "utf8")];
}

function put(result: Fields, field: Field, bytes: Buffer): void {
  const { name, kind } = field;
  if (kind === "map" || kind === "bytesMap") {
    const [key, value] = entry(bytes, kind === "bytesMap");
    result[name] = { ...(result[name] as Fields | undefined), [key]: value };
    return;
  }
  const value =
    kind === "bytes" ? bytes : kind === "text" ? bytes.toString("utf8") : decode(bytes, kind as Message);
  if (field.list === undefined) result[name] = value;
  else result[name] = [...((result[name] as unknown[] | undefined) ?? []), value];
}

function decode(bytes: Buffer, fields: Message): Fields {
  const reader = new Reader(bytes);
  const result: Fields = {};
  while (!reader.done) {
    const tag = reader.number();
    const field = fields[Math.floor(tag / 8)];
    switch (tag % 8) {
      case 0: {
        const value = reader.number();
        if (field?.kind === "number") result[field.name] = value;
        break;
      }
      case 1:
        reader.bytes(8);
        break;
      case 2: {
        const part = reader.bytes(reader.number());
        if (field !== undefined && field.kind !== "number") put(result, field, part);
        break;
      }
      case 5:
        reader.bytes(4);
        break;
      default:
        throw badRequest("the protobuf body holds a field of an unknown wire type");
    }
  }
  return result;
}

/** The object in a Kubernetes protobuf body. Throws 400 when it is damaged, 415 for kinds only accepted as JSON. */
export function decodeProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, 4).equals(magic)) throw badRequest("the protobuf body lacks the Kubernetes prefix");
  const { typeMeta, raw } = decode(body.subarray(4), envelope);
  const { apiVersion, kind } = (typeMeta ?? {}) as Fields;
  const fields = kinds[String(kind)];
  if (fields === undefined || !Buffer.isBuffer(raw)) {
    const message = `the sandbox takes ${String(kind)} as application/json or application/yaml only, not as protobuf (kubectl apply sends JSON)`;
    throw new ApiError(415, "UnsupportedMediaType", message);
  }
  return { apiVersion, kind, ...decode(raw, fields) };
}
