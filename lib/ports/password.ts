/** Hashes passwords with a memory-hard function; both calls take tens of milliseconds by design. */
export interface PasswordHasher {
  hash(clear: string): Promise<string>;
  /** False for a wrong password and for a hash it cannot read. */
  verify(hash: string, clear: string): Promise<boolean>;
}
