/**
 * Copies numbers from places to places: counts c and distances in bytes (f: from, t: to) of five loops, the
 * innermost last.
 */
export function moveStrided(
  from: usize, to: usize, c0: i32, c1: i32, c2: i32, c3: i32, c4: i32,
  f0: usize, f1: usize, f2: usize, f3: usize, f4: usize, t0: usize, t1: usize, t2: usize, t3: usize, t4: usize,
): void {
  for (let i0 = 0; i0 < c0; i0++, from += f0, to += t0) {
    let s1 = from, d1 = to;
    for (let i1 = 0; i1 < c1; i1++, s1 += f1, d1 += t1) {
      let s2 = s1, d2 = d1;
      for (let i2 = 0; i2 < c2; i2++, s2 += f2, d2 += t2) {
        let s3 = s2, d3 = d2;
        for (let i3 = 0; i3 < c3; i3++, s3 += f3, d3 += t3) moveRun(s3, d3, c4, f4, t4);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function moveRun(from: usize, to: usize, count: i32, f: usize, t: usize): void {
  if (f == 4 && t == 4) { memory.copy(to, from, <usize>(count << 2)); return; }
  for (let i = 0; i < count; i++, from += f, to += t) store<f32>(to, load<f32>(from));
}

export function fillZeros(to: usize, count: i32): void {
  memory.fill(to, 0, <usize>count << 2);
}

/** Bytes as numbers. */
export function floatsOfBytes(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, from += 4, to += 16) {
    const bytes = v128.load32_zero(from);
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes))));
  }
  for (; i < count; i++, from++, to += 4) store<f32>(to, <f32>load<u8>(from));
}

/** numbers × factor, where they stand. */
export function scaleBy(x: usize, count: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= count; i += 4, x += 16) v128.store(x, f32x4.mul(v128.load(x), f));
  for (; i < count; i++, x += 4) store<f32>(x, load<f32>(x) * factor);
}
