/** Where checkpoints of trials are kept: a folder today; whatever keeps a few files of a trial can be one. */
export interface CheckpointStore {
  /** Where it is, for people. */
  readonly place: string;
  /** The names of what is kept of a trial; none of one of which nothing is. */
  list(trial: string): Promise<readonly string[]>;
  /** What was written under a name. Rejects where it is gone or cannot be read. */
  read(trial: string, name: string): Promise<Uint8Array>;
  /**
   * Keeps bytes under a name, whole or not at all, so that they outlast a crash of the machine once it has
   * resolved. What was there under that name is replaced.
   */
  write(trial: string, name: string, parts: readonly Uint8Array[]): Promise<void>;
  /** Lets go of a name; nothing happens where it is not there. */
  remove(trial: string, name: string): Promise<void>;
}
