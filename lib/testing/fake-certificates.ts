import type { Certificates, ShownCertificate } from "@/lib/ports/certificates";

/** Addresses that serve what they are told to; everything else speaks no TLS. */
export class FakeCertificates implements Certificates {
  readonly served = new Map<string, Date>();
  readonly looked: string[] = [];

  async look(hostname: string, signal: AbortSignal): Promise<ShownCertificate> {
    signal.throwIfAborted();
    this.looked.push(hostname);
    const endsAt = this.served.get(hostname);
    return endsAt === undefined
      ? { endsAt: null, reason: `${hostname}:443 speaks no TLS.` }
      : { endsAt, reason: "" };
  }
}
