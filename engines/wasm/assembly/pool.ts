/**
 * Max pooling with window and stride `size`; rows and columns that fill no window are dropped. x:
 * [H][W][C][np], out: [H/size][W/size][C][np]; arg holds for each output which of the window's positions (row
 * by row, u16) was the first largest.
 */
export function poolForward(x: usize, out: usize, arg: usize, H: i32, W: i32, C: i32, np: i32, size: i32): void {
  const cell = <usize>((C * np) << 2), PH = H / size, PW = W / size;
  for (let ph = 0; ph < PH; ph++) {
    for (let pw = 0; pw < PW; pw++) {
      const corner = x + <usize>(ph * size * W + pw * size) * cell;
      for (let at: usize = 0; at < cell; at += 16) {
        let best = v128.load(corner + at), index = i32x4.splat(0);
        for (let r = 0; r < size; r++) {
          for (let c = 0; c < size; c++) {
            const v = v128.load(corner + <usize>(r * W + c) * cell + at), more = f32x4.gt(v, best);
            index = v128.bitselect(i32x4.splat(r * size + c), index, more);
            best = v128.bitselect(v, best, more);
          }
        }
        v128.store(out, best);
        v128.store64_lane(arg, i16x8.narrow_i32x4_u(index, index), 0);
        out += 16;
        arg += 8;
      }
    }
  }
}

/** dx [H][W][C][np] from dy and what `poolForward` remembered. */
export function poolBackward(dy: usize, arg: usize, dx: usize, H: i32, W: i32, C: i32, np: i32, size: i32): void {
  const cell = <usize>((C * np) << 2), PH = H / size, PW = W / size;
  if (PH * size != H || PW * size != W) memory.fill(dx, 0, <usize>(H * W) * cell);
  for (let ph = 0; ph < PH; ph++) {
    for (let pw = 0; pw < PW; pw++) {
      const corner = dx + <usize>(ph * size * W + pw * size) * cell;
      for (let at: usize = 0; at < cell; at += 16) {
        const g = v128.load(dy), index = v128.load16x4_u(arg);
        for (let r = 0; r < size; r++) {
          for (let c = 0; c < size; c++) {
            const mask = i32x4.eq(index, i32x4.splat(r * size + c));
            v128.store(corner + <usize>(r * W + c) * cell + at, v128.and(g, mask));
          }
        }
        dy += 16;
        arg += 8;
      }
    }
  }
}

/** Average pooling, with the same windows: x [H][W][C][np], out [H/size][W/size][C][np]. */
export function averageForward(x: usize, out: usize, H: i32, W: i32, C: i32, np: i32, size: i32): void {
  const cell = <usize>((C * np) << 2), PH = H / size, PW = W / size;
  const share = f32x4.splat(<f32>1 / <f32>(size * size));
  for (let ph = 0; ph < PH; ph++) {
    for (let pw = 0; pw < PW; pw++) {
      const corner = x + <usize>(ph * size * W + pw * size) * cell;
      for (let at: usize = 0; at < cell; at += 16, out += 16) {
        let sum = f32x4.splat(0);
        for (let r = 0; r < size; r++) {
          for (let c = 0; c < size; c++) sum = f32x4.add(sum, v128.load(corner + <usize>(r * W + c) * cell + at));
        }
        v128.store(out, f32x4.mul(sum, share));
      }
    }
  }
}

/** dx [H][W][C][np] from dy. */
export function averageBackward(dy: usize, dx: usize, H: i32, W: i32, C: i32, np: i32, size: i32): void {
  const cell = <usize>((C * np) << 2), PH = H / size, PW = W / size;
  const share = f32x4.splat(<f32>1 / <f32>(size * size));
  if (PH * size != H || PW * size != W) memory.fill(dx, 0, <usize>(H * W) * cell);
  for (let ph = 0; ph < PH; ph++) {
    for (let pw = 0; pw < PW; pw++) {
      const corner = dx + <usize>(ph * size * W + pw * size) * cell;
      for (let at: usize = 0; at < cell; at += 16, dy += 16) {
        const g = f32x4.mul(v128.load(dy), share);
        for (let r = 0; r < size; r++) {
          for (let c = 0; c < size; c++) v128.store(corner + <usize>(r * W + c) * cell + at, g);
        }
      }
    }
  }
}
