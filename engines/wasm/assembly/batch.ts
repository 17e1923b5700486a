/**
 * Gathers a batch: from raw [n][H·W·C] (u8, or f32 where `float`) to [np/lanes][Hp][Wp][C][lanes] floats
 * times `scale`, at row `top` and column `left` of a frame that the caller has set to 0; lanes = np is the
 * layout of all values, 8 that of the fused convolution. Lanes behind the last example are 0.
 */
export function gather(
  raw: usize, x: usize, float: bool, n: i32, np: i32, lanes: i32,
  H: i32, W: i32, C: i32, Hp: i32, Wp: i32, top: i32, left: i32, scale: f32,
): void {
  const size = H * W * C, run = W * C;
  for (let first = 0; first < np; first += lanes) {
    for (let h = 0; h < H; h++) {
      let out = x + <usize>(((first * Hp + (h + top) * lanes) * Wp * C + left * C * lanes) << 2);
      for (let p = h * run; p < (h + 1) * run; p++) {
        for (let i = first; i < first + lanes; i++) {
          let value: f32 = 0;
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
}
