/** Norm and largest absolute value of gradients; NaN where any is NaN. Pure. */
export function magnitude(gradients: readonly Float32Array[]): {
  gradientNorm: number;
  maxAbsGradient: number;
} {
  let squares = 0;
  let reach = 0;
  for (const array of gradients) {
    for (let i = 0; i < array.length; i++) {
      const size = Math.abs(array[i]!);
      squares += size * size;
      if (!(size <= reach)) reach = size;
    }
  }
  return { gradientNorm: Math.sqrt(squares), maxAbsGradient: Number.isNaN(squares) ? Number.NaN : reach };
}
