import { storeFirst } from './lanes';

/**
 * The windows of a pooling; the arguments of both kernels that follow are: rows and columns of the output,
 * and of the window its size, strides, dilation and where the first begins.
 *
 * y[n][rows][columns][channels] is the largest value, or the mean, of each window's cells within the image.
 */
export function poolWindows(
  x: usize, y: usize, n: i32, height: i32, width: i32, channels: i32, rows: i32, columns: i32,
  tall: i32, wide: i32, down: i32, across: i32, apartDown: i32, apartAcross: i32, top: i32, left: i32, average: bool,
): void {
  const pixel = <usize>(channels << 2), row = width * pixel;
  for (let i = 0; i < n; i++, x += height * row) {
    for (let place = 0; place < rows * columns; place++, y += pixel) {
      const h = place / columns * down - top, w = place % columns * across - left;
      for (let c = 0; c < channels; c += 4) {
        const at = x + <usize>(c << 2);
        let most = f32x4.splat(-Infinity), sum = f32x4.splat(0);
        let count: f32 = 0;
        for (let a = 0; a < tall; a++) {
          const y0 = h + a * apartDown;
          if (<u32>y0 >= <u32>height) continue;
          for (let b = 0; b < wide; b++) {
            const x0 = w + b * apartAcross;
            if (<u32>x0 >= <u32>width) continue;
            const v = v128.load(at + y0 * row + x0 * pixel);
            most = f32x4.max(most, v);
            sum = f32x4.add(sum, v);
            count += 1;
          }
        }
        storeFirst(y + <usize>(c << 2), average ? f32x4.div(sum, f32x4.splat(count)) : most, channels - c);
      }
    }
  }
}

/**
 * The gradient of the images: of a largest value the first cell that has it is given all, of a mean all cells
 * alike.
 */
export function poolGradient(
  x: usize, y: usize, dy: usize, dx: usize, n: i32, height: i32, width: i32, channels: i32, rows: i32, columns: i32,
  tall: i32, wide: i32, down: i32, across: i32, apartDown: i32, apartAcross: i32, top: i32, left: i32, average: bool,
): void {
  const pixel = <usize>(channels << 2), row = width * pixel, image = height * row;
  memory.fill(dx, 0, n * image);
  for (let i = 0; i < n; i++, x += image, dx += image) {
    for (let place = 0; place < rows * columns; place++, y += pixel, dy += pixel) {
      const h = place / columns * down - top, w = place % columns * across - left;
      const inside = <f32>(within(h, tall, apartDown, height) * within(w, wide, apartAcross, width));
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>(c << 2), own = channels - c;
        const d = v128.load(dy + at), best = v128.load(y + at), share = f32x4.div(d, f32x4.splat(inside));
        let wanted = i32x4.splat(-1);
        for (let a = 0; a < tall; a++) {
          const y0 = h + a * apartDown;
          if (<u32>y0 >= <u32>height) continue;
          for (let b = 0; b < wide; b++) {
            const x0 = w + b * apartAcross;
            if (<u32>x0 >= <u32>width) continue;
            const cell = at + y0 * row + x0 * pixel;
            let given = share;
            if (!average) {
              const hit = v128.and(wanted, f32x4.eq(v128.load(x + cell), best));
              wanted = v128.andnot(wanted, hit);
              given = v128.and(d, hit);
            }
            storeFirst(dx + cell, f32x4.add(v128.load(dx + cell), given), own);
          }
        }
      }
    }
  }
}

/** How many of a window's rows (or columns) stand within the image. */
// @ts-ignore: decorator
@inline
function within(first: i32, size: i32, apart: i32, length: i32): i32 {
  let count = 0;
  for (let at = 0; at < size; at++) if (<u32>(first + at * apart) < <u32>length) count++;
  return count;
}
