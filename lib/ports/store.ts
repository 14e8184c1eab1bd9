/** Where backups lie, with the credentials to ask there; null for a path. */
export type StorePlace = {
  /** As restic names it: s3:https://host/bucket/prefix, or a path. */
  repository: string;
  access: { accessKeyId: string; secretAccessKey: string } | null;
};

export type StoreAnswer = {
  answers: boolean;
  /** What it said, or why it could not be asked, and what to do. */
  sentence: string;
  /** What it says about keeping objects from being deleted; empty when it said nothing. */
  immutability: string;
};

/** The place of backups, asked from where Holdfast runs. It is only read. */
export interface StoreProbe {
  /** Never throws for what the storage does: not answering is an answer. */
  ask(place: StorePlace, signal: AbortSignal): Promise<StoreAnswer>;
}
