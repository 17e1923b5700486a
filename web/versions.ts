/**
 * The parts of the page with the version at which each last changed. Who has seen version 7 is sent what
 * changed later, in its latest state: nothing is kept for anyone, however many read and however slowly.
 */
interface Part {
  readonly value: unknown;
  readonly text: string;
  readonly version: number;
}

export class Versions {
  readonly #parts = new Map<string, Part>();
  #version = 0;

  get latest(): number {
    return this.#version;
  }

  /**
   * Takes in the parts as they are now; one that is the same object as before has not changed. Returns
   * whether any of them changed; all that did share a new version.
   */
  update(parts: Iterable<readonly [name: string, part: unknown]>): boolean {
    const version = this.#version + 1;
    for (const [name, part] of parts) {
      const before = this.#parts.get(name);
      if (before && before.value === part) continue;
      const text = JSON.stringify(part);
      if (before?.text === text) continue;
      this.#parts.set(name, { value: part, text, version });
      this.#version = version;
    }
    return this.#version === version;
  }

  /** What changed after a version, as one JSON object of parts by name; after 0: everything. */
  since(version: number): string {
    const members = [...this.#parts]
      .filter(([, part]) => part.version > version)
      .map(([name, { text }]) => `${JSON.stringify(name)}:${text}`);
    return `{${members.join(',')}}`;
  }
}
