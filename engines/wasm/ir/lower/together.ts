import type { Instruction } from '../instruction.ts';

/** Instructions that write parts of the same value are one. */
export function together(parts: readonly Instruction[]): Instruction[] {
  const [first] = parts as [Instruction];
  if (parts.length === 1) return [first];
  return [
    {
      ...first,
      reads: [...new Set(parts.flatMap(({ reads }) => reads))],
      scratch: [...new Set(parts.flatMap(({ scratch }) => scratch ?? []))],
      bind(bound) {
        const bindings = parts.map((part) => part.bind(bound));
        return (n) => {
          for (const run of bindings) run(n);
        };
      },
    },
  ];
}
