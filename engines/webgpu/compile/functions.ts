/**
 * Functions of one and two numbers in WGSL. Shaders may be compiled as if numbers were finite, so what is no
 * number is told by its bits: a trial that has diverged must stay so.
 */
import type { Binary } from '../../ir/operations/binary.ts';
import type { Unary } from '../../ir/operations/unary.ts';

export const isNan = `fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`;

export const larger = `fn larger(a: f32, b: f32) -> f32 { return select(select(b, a, a > b), a, isNan(a)); }`;

const smaller = `fn smaller(a: f32, b: f32) -> f32 { return select(select(b, a, a < b), a, isNan(a)); }`;

/** Near 0 its series, since 1 − 2 / (e^2x + 1) would lose digits there. */
const tanhOf = `fn tanhOf(x: f32) -> f32 {
  let z = x * x;
  let near = x * (1.0 + z * (-0.33333333 + z * (0.13333333 + z * (-0.053968254 + z * 0.021869489))));
  let a = select(abs(x), 20.0, abs(x) > 20.0);
  let far = 1.0 - 2.0 / (exp(2.0 * a) + 1.0);
  return select(select(far, -far, x < 0.0), near, abs(x) < 0.3);
}`;

const sigmoidOf = `fn sigmoidOf(x: f32) -> f32 { return 1.0 / (1.0 + exp(-select(x, -80.0, x < -80.0))); }`;

const softplusOf = `fn softplusOf(x: f32) -> f32 {
  let u = exp(-abs(x));
  let w = 1.0 + u;
  let lost = w - 1.0;
  return select(x, 0.0, x < 0.0) + select(log(w) * u / lost, u, lost == 0.0);
}`;

/** A rational function of x² (Eigen's, for |x| up to 4), beyond it ±1. */
const erfOf = `fn erfOf(x: f32) -> f32 {
  let a = select(select(x, 4.0, x > 4.0), -4.0, x < -4.0);
  let z = a * a;
  var p = -2.72614225801306e-10;
  p = p * z + 2.77068142495902e-08;
  p = p * z - 2.10102402082508e-06;
  p = p * z - 5.69250639462346e-05;
  p = p * z - 7.34990630326855e-04;
  p = p * z - 2.95459980854025e-03;
  p = p * z - 1.60960333262415e-02;
  var q = -1.45660718464996e-05;
  q = q * z - 2.13374055278905e-04;
  q = q * z - 1.68282697438203e-03;
  q = q * z - 7.37332916720468e-03;
  q = q * z - 1.42647390514189e-02;
  return a * p / q;
}`;

/** An expression, and the functions that it calls. */
export interface Expression {
  readonly text: string;
  readonly calls?: readonly string[];
}

const UNARY: Readonly<Record<Unary, (x: string) => Expression>> = {
  exp: (x) => ({ text: `exp(${x})` }),
  log: (x) => ({ text: `log(${x})` }),
  sqrt: (x) => ({ text: `sqrt(${x})` }),
  rsqrt: (x) => ({ text: `(1.0 / sqrt(${x}))` }),
  tanh: (x) => ({ text: `tanhOf(${x})`, calls: [tanhOf] }),
  sigmoid: (x) => ({ text: `sigmoidOf(${x})`, calls: [sigmoidOf] }),
  erf: (x) => ({ text: `erfOf(${x})`, calls: [erfOf] }),
  abs: (x) => ({ text: `abs(${x})` }),
  sign: (x) => ({ text: `(select(0.0, 1.0, ${x} > 0.0) - select(0.0, 1.0, ${x} < 0.0))` }),
  relu: (x) => ({ text: `select(${x}, 0.0, ${x} < 0.0)` }),
  softplus: (x) => ({ text: `softplusOf(${x})`, calls: [softplusOf] }),
};

const BINARY: Readonly<Record<Binary, (a: string, b: string) => Expression>> = {
  add: (a, b) => ({ text: `(${a} + ${b})` }),
  subtract: (a, b) => ({ text: `(${a} - ${b})` }),
  multiply: (a, b) => ({ text: `(${a} * ${b})` }),
  divide: (a, b) => ({ text: `(${a} / ${b})` }),
  max: (a, b) => ({ text: `larger(${a}, ${b})`, calls: [isNan, larger] }),
  min: (a, b) => ({ text: `smaller(${a}, ${b})`, calls: [isNan, smaller] }),
  gate: (a, b) => ({ text: `select(0.0, ${a}, ${b} > 0.0)` }),
};

/** A function of one number; `x`: the name of a variable. Pure. */
export const unaryExpression = (kind: Unary, x: string): Expression => UNARY[kind](x);

/** What stands between two numbers; `a` and `b`: names of variables. Pure. */
export const binaryExpression = (kind: Binary, a: string, b: string): Expression => BINARY[kind](a, b);

/**
 * A number as WGSL has it: as text where it is finite in single precision, else by its bits through
 * `unknown`, since constants must be finite. Pure.
 */
export function literal(value: number): string {
  const single = Math.fround(value);
  if (Number.isFinite(single)) return `f32(${Object.is(single, -0) ? '-0.0' : single.toExponential(9)})`;
  const bits = Number.isNaN(single) ? '0x7fc00000u' : single > 0 ? '0x7f800000u' : '0xff800000u';
  return `bitcast<f32>(${bits} + (run.n & 0u))`;
}
