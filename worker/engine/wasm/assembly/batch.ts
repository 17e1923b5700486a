/**
 * Gathers a batch: from raw [n][H·W·C] (u8, or f32 where `float`) to [Hp][Wp][C][np] floats times `scale`, at row `top` and
 * column `left` of a frame that the caller has set to 0. Lanes behind the last example repeat it, so they are never worse than real ones.
 */
export function gather(
  raw: usize, x: usize, float: bool, n: i32, np: i32,
  H: i32, W: i32, C: i32, Wp: i32, top: i32, left: i32, scale: f32,
): void {
  const size = H * W * C;
  for (let h = 0; h < H; h++) {
    let out = x + <usize>((((h + top) * Wp + left) * C * np) << 2);
    for (let p = h * W * C; p < (h + 1) * W * C; p++) {
      let value: f32 = 0;
      for (let i = 0; i < np; i++) {
        if (i < n) {
          const at = i * size + p;
          value = (float ? load<f32>(raw + (at << 2)) : <f32>load<u8>(raw + at)) * scale;
        }
        store<f32>(out, value);
        out += 4;
      }
    }
  }
}
