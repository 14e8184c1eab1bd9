/** The end of the certificate an address showed, or why none was seen, in one sentence. */
export type ShownCertificate = { endsAt: Date; reason: "" } | { endsAt: null; reason: string };

/** Looks at the certificates that addresses serve. */
export interface Certificates {
  /** Never throws but the signal's own reason: what goes wrong is the answer. Ends within seconds. */
  look(hostname: string, signal: AbortSignal): Promise<ShownCertificate>;
}
