import { request } from "node:http";

const ANSWER_LIMIT_MS = 10_000;
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

/** A JSON-2 call that did not end with 200. */
export class CallError extends Error {}

/** Calls one environment's ERP through the ingress, as a customer's integration would. */
export type ErpClient = {
  call(model: string, method: string, body: Readonly<Record<string, unknown>>): Promise<unknown>;
};

/** @throws CallError with the status and the start of the answer, or the network's error. */
export function erpClient(options: { ingressPort: number; host: string; key: string }): ErpClient {
  return {
    call: (model, method, body) =>
      new Promise((resolve, reject) => {
        const bytes = Buffer.from(JSON.stringify(body));
        const outgoing = request({
          host: "127.0.0.1",
          port: options.ingressPort,
          method: "POST",
          path: `/json/2/${model}/${method}`,
          headers: {
            Host: options.host,
            Authorization: `bearer ${options.key}`,
            "Content-Type": "application/json",
            "Content-Length": bytes.length,
            "User-Agent": "sandbox-traffic",
          },
          agent: false,
          timeout: ANSWER_LIMIT_MS,
        });
        outgoing.on("timeout", () =>
          outgoing.destroy(new CallError(`no answer within ${ANSWER_LIMIT_MS / 1000} s`)),
        );
        outgoing.on("error", reject);
        outgoing.on("response", (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk: string) => {
            if (text.length < BODY_LIMIT_BYTES) text += chunk;
          });
          answer.on("error", reject);
          answer.on("end", () => {
            if (answer.statusCode !== 200) {
              reject(
                new CallError(
                  `${model}.${method} answered ${answer.statusCode}: ${text.replace(/\s+/g, " ").slice(0, 160)}`,
                ),
              );
              return;
            }
            try {
              resolve(JSON.parse(text));
            } catch {
              reject(new CallError(`${model}.${method} answered something that is not JSON`));
            }
          });
        });
        outgoing.end(bytes);
      }),
  };
}
