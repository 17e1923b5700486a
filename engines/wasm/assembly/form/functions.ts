import { exp, log, sigmoid, tanh } from '../elementary';

/** Functions of four numbers that the generated kernels of elementwise chains call. */

export function expOf(x: v128): v128 {
  return exp(x);
}

/** ln x; −∞ of 0, NaN of what is below. */
export function logOf(x: v128): v128 {
  const zero = f32x4.splat(0), infinite = f32x4.splat(Infinity);
  let y = log(x);
  y = v128.bitselect(f32x4.neg(infinite), y, f32x4.eq(x, zero));
  y = v128.bitselect(infinite, y, f32x4.eq(x, infinite));
  return v128.bitselect(f32x4.splat(NaN), y, f32x4.lt(x, zero));
}

export function tanhOf(x: v128): v128 {
  return tanh(x);
}

export function sigmoidOf(x: v128): v128 {
  return sigmoid(x);
}

/** log(1 + e^x): what log(1 + u) loses by rounding 1 + u is put right by a factor (Kahan). */
export function softplusOf(x: v128): v128 {
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  const u = exp(f32x4.neg(f32x4.abs(x))), w = f32x4.add(u, one), lost = f32x4.sub(w, one);
  const right = f32x4.div(f32x4.mul(log(w), u), lost);
  return f32x4.add(f32x4.max(x, zero), v128.bitselect(u, right, f32x4.eq(lost, zero)));
}

/**
 * erf x within a few units in the last place: a rational function of x² (Eigen's, for |x| up to 4), beyond it
 * ±1.
 */
export function erfOf(x: v128): v128 {
  const a = f32x4.max(f32x4.min(x, f32x4.splat(4)), f32x4.splat(-4)), z = f32x4.mul(a, a);
  let p = f32x4.splat(-2.72614225801306e-10);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.77068142495902e-08));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-2.10102402082508e-06));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.69250639462346e-05));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-7.34990630326855e-04));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-2.95459980854025e-03));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-1.60960333262415e-02));
  let q = f32x4.splat(-1.45660718464996e-05);
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-2.13374055278905e-04));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-1.68282697438203e-03));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-7.37332916720468e-03));
  q = f32x4.add(f32x4.mul(q, z), f32x4.splat(-1.42647390514189e-02));
  return f32x4.div(f32x4.mul(a, p), q);
}
