import type { Answer } from './answer.ts';

/** Which attempt a worker hands back. `attempt`: 0 when it has not heard which one it is. */
export interface Release {
  readonly pack: string;
  readonly worker: string;
  readonly attempt: number;
}

interface Answered {
  readonly attempt: number;
  readonly answer: Answer;
}

/** Workers of one pack whose answers are remembered. */
const MOST_ANSWERS = 64;

/** What workers were answered that handed a pack back: an answer may get lost, and a worker asks again. */
export class Releases {
  readonly #answers = new Map<string, Map<string, Answered>>();

  /**
   * The answer to this release: as it was given, or made now. What throws was not answered, and is made
   * again.
   */
  async once({ pack, worker, attempt }: Release, make: () => Promise<Answer>): Promise<Answer> {
    const earlier = this.#answers.get(pack)?.get(worker);
    if (earlier?.attempt === attempt) return earlier.answer;
    const answer = await make();
    const ofPack = this.#answers.get(pack) ?? new Map<string, Answered>();
    this.#answers.set(pack, ofPack);
    // The latest last, so that the oldest goes first.
    ofPack.delete(worker);
    ofPack.set(worker, { attempt, answer });
    if (ofPack.size > MOST_ANSWERS) ofPack.delete(ofPack.keys().next().value!);
    return answer;
  }

  /**
   * This worker begins the pack anew: it may hand it back once more, also as an attempt of the same number.
   */
  forget(pack: string, worker: string): void {
    this.#answers.get(pack)?.delete(worker);
  }
}
