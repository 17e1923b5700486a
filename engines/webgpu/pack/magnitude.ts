/** Norm and largest absolute value from those of parts, sums of squares and largest values by turns. */
export function magnitudeOf(sizes: readonly Float32Array[]) {
  const numbers = sizes.map(([number]) => number!);
  const squares = numbers.filter((_, at) => at % 2 === 0).reduce((total, each) => total + each, 0);
  const reach = numbers.filter((_, at) => at % 2 === 1);
  return {
    gradientNorm: Math.sqrt(squares),
    maxAbsGradient: Number.isNaN(squares) ? Number.NaN : Math.max(0, ...reach),
  };
}
