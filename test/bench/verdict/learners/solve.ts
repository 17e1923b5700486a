/** x with A x = b for a symmetric, positive definite A, by Gauss's elimination; A and b are used up. */
export function solve(a: Float64Array[], b: Float64Array): Float64Array {
  const size = b.length;
  for (let column = 0; column < size; column++) {
    for (let row = column + 1; row < size; row++) {
      const factor = a[row]![column]! / a[column]![column]!;
      for (let place = column; place < size; place++) a[row]![place]! -= factor * a[column]![place]!;
      b[row]! -= factor * b[column]!;
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let place = row + 1; place < size; place++) b[row]! -= a[row]![place]! * b[place]!;
    b[row]! /= a[row]![row]!;
  }
  return b;
}
